"""ERPNext, where it is on the site: the only place that names its doctypes.

Without it nothing here acts: the hooks are on a doctype that is not there, and a draft is refused.
The site suite runs this on doctypes of its own with ERPNext's names and fields, not on ERPNext.
"""

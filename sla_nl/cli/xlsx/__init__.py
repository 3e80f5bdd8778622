"""Read xlsx workbooks of any size, while memory stays flat and hostile ones are refused.

What is where:

    workbook          the parts of a workbook, each with a limit, and the rows of its first sheet
    xml_parts         hand the elements of a part to a reader, piece by piece
    sheet             the rows of a sheet
    shared_strings    the texts that cells share, kept in a file
    cell_text         the text of one cell
    number_formats    numbers, moments and lengths of time
"""

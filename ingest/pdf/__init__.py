"""PDF: words by their place, lines, what each line is, blocks.

    words -> lines -> furniture, contents, notes, tables, boxes, marks, numbers, styles, levels -> layout -> reader

`law` knows the habits of legislation.gov.uk's PDFs; `joining` mends paragraphs that run over a line, column or page.
"""

"""One file for each form the book is bound in: the folder of Markdown itself, a site, files for other programs."""

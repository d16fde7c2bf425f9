"""The pages for people: those of the static site, served live, and what only a server can do.

addresses   where each page is
fields      what a form sends
live        from an address and the fields of a form to a page; runs in a task worker
routes      the addresses of the application that lead to pages

What a page of a question, a search, ... shows is a module of its own beside these.
"""

"""What people of the admin are told: an inbox for each, and e-mail by setting.

`telling.tell` decides who hears of what; `postman.py` sends the mail, in the worker alone.
"""

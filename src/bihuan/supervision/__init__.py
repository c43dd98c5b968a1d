"""督促: lights. (Orders and circulars stand on the supervision issue.)"""

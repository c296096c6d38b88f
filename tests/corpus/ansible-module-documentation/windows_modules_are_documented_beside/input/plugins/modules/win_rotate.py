DOCUMENTATION = "{module: win_rotate, short_description: Rotate a log file}"
EXAMPLES = "- win_rotate: {path: shop.log}"

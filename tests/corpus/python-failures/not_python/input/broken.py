def run(module:
    module.fail_json(msg="never read")

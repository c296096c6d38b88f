def main(module):
    module.exit_json(failed=True, msg="not today")
    module.exit_json(failed=True)
    module.exit_json(changed=True)
    module.exit_json(failed=module.check_mode)
    module.exit_json(failed=False, msg="fine")

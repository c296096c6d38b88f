# scheduler_events = {"daily": ["quay.tasks.old"]}
doc_events = {"Ship": {"on_update": "quay.ships.moved"}}

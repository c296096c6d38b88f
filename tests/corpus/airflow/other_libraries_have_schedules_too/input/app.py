from garden import Plan

Plan("beds", schedule="0 3 * * *")
# DAG("old", schedule="@daily")

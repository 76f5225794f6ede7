"""Asks ClickHouse with clickhouse-connect, as notebooks and Superset do. Reads one JSON object from standard input and writes one to standard output."""

import json
import sys

import clickhouse_connect

asked = json.load(sys.stdin)
client = clickhouse_connect.get_client(
    host=asked["host"], port=asked["port"], username=asked["username"], password=asked["password"], database=asked["database"], compress=asked["compress"]
)
if "insert" in asked:
    client.insert(asked["insert"]["table"], asked["insert"]["rows"], column_names=asked["insert"]["columns"])


def ask(query):
    try:
        result = client.query(query)
    except clickhouse_connect.driver.exceptions.DatabaseError as error:
        return {"columns": [], "types": [], "rows": [], "error": str(error)}
    return {"columns": result.column_names, "types": [kind.name for kind in result.column_types], "rows": result.result_rows, "error": ""}


json.dump({"revision": client.protocol_version, "answers": [ask(query) for query in asked["queries"]]}, sys.stdout, default=str)

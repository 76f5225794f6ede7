// Asks ClickHouse over HTTP as Grafana's plugin does: clickhouse-go behind database/sql, a ping first, each value scanned into the type that the driver names.
// Reads one JSON object from standard input and writes one to standard output.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"reflect"

	"github.com/ClickHouse/clickhouse-go/v2"
)

type order struct {
	Address, Username, Password, Database, Compression string
	Settings                                           map[string]any
	Insert                                             *insert
	Queries                                            []string
}

type insert struct {
	Table string
	Rows  [][]any
}

type answer struct {
	Columns []string `json:"columns"`
	Types   []string `json:"types"`
	Rows    [][]any  `json:"rows"`
	Error   string   `json:"error"`
}

var methods = map[string]clickhouse.CompressionMethod{
	"none": clickhouse.CompressionNone, "gzip": clickhouse.CompressionGZIP, "lz4": clickhouse.CompressionLZ4, "zstd": clickhouse.CompressionZSTD,
}

func main() {
	var asked order
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	options := &clickhouse.Options{
		Protocol:    clickhouse.HTTP,
		Addr:        []string{asked.Address},
		Auth:        clickhouse.Auth{Username: asked.Username, Password: asked.Password, Database: asked.Database},
		Compression: &clickhouse.Compression{Method: methods[asked.Compression], Level: 3},
		Settings:    clickhouse.Settings(asked.Settings),
	}
	db := clickhouse.OpenDB(options)
	defer db.Close()
	must(db.PingContext(context.Background()))
	if asked.Insert != nil {
		must(insertRows(options, *asked.Insert))
	}
	answers := []answer{}
	for _, query := range asked.Queries {
		answers = append(answers, ask(db, query))
	}
	must(json.NewEncoder(os.Stdout).Encode(answers))
}

func insertRows(options *clickhouse.Options, asked insert) error {
	connection, err := clickhouse.Open(options)
	if err != nil {
		return err
	}
	defer connection.Close()
	batch, err := connection.PrepareBatch(context.Background(), "INSERT INTO "+asked.Table)
	if err != nil {
		return err
	}
	for _, row := range asked.Rows {
		if err := batch.Append(row...); err != nil {
			return err
		}
	}
	return batch.Send()
}

func ask(db *sql.DB, query string) answer {
	read := answer{Columns: []string{}, Types: []string{}, Rows: [][]any{}}
	if err := read.fill(db, query); err != nil {
		read.Error = err.Error()
	}
	return read
}

func (read *answer) fill(db *sql.DB, query string) error {
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		return err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	for _, column := range types {
		read.Columns = append(read.Columns, column.Name())
		read.Types = append(read.Types, column.DatabaseTypeName())
	}
	for rows.Next() {
		places := make([]any, len(types))
		for i, column := range types {
			places[i] = reflect.New(column.ScanType()).Interface()
		}
		if err := rows.Scan(places...); err != nil {
			return err
		}
		read.Rows = append(read.Rows, places)
	}
	return rows.Err()
}

func must(err error) {
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

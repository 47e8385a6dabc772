//! Columns are those of the contract, values survive, bytes repeat.

use std::fs;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float64Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use records::table::{
    DigestRow, EpochRow, EventRow, JobRow, NodeRow, Row, SupplyRow, TableError, TableWriter, TaskRow, TimelineRow, part_files,
    read_table, token_decimal,
};

use crate::sample::{self, TOKEN};

/// `name type` of each column, `?` after those that may be null.
fn columns<R: Row>() -> String {
    let schema = R::schema();
    let column = |field: &std::sync::Arc<arrow_schema::Field>| {
        let kind = match field.data_type() {
            arrow_schema::DataType::Decimal128(38, 18) => "decimal".to_owned(),
            other => other.to_string().to_lowercase(),
        };
        format!("{} {kind}{}", field.name(), if field.is_nullable() { "?" } else { "" })
    };
    schema.fields().iter().map(column).collect::<Vec<_>>().join(", ")
}

#[test]
fn columns_are_those_of_the_contract() {
    assert_eq!(
        columns::<NodeRow>(),
        "node uint32, role utf8, region utf8, class utf8, device utf8, compute_gflops float64, memory_gib float64, \
         gpu_memory_gib float64, slots uint32, idle_w float64, busy_w float64, usd_per_kwh float64, \
         gco2e_per_kwh float64"
    );
    assert_eq!(
        columns::<EpochRow>(),
        "epoch uint32, node uint32, power_mgflops int64, available_s uint32, up_s uint32, busy_s float64, \
         reward decimal, job_income decimal"
    );
    assert_eq!(
        columns::<SupplyRow>(),
        "epoch uint32, time_ns uint64, emission decimal, carried decimal, genesis decimal, minted decimal, \
         burned decimal, liquid decimal, escrow decimal, pool decimal, balances decimal"
    );
    assert_eq!(
        columns::<JobRow>(),
        "requester uint32, number uint32, kind utf8, pattern utf8, region utf8, tasks uint32, attempts uint32, \
         work_gflop float64, submitted_ns uint64, placed_ns uint64?, running_ns uint64?, verified_ns uint64?, \
         reduced_ns uint64?, ended_ns uint64?, state utf8, reason utf8, outputs_wrong uint32, escrowed decimal, paid decimal, burned decimal, \
         refunded decimal"
    );
    assert_eq!(
        columns::<TaskRow>(),
        "requester uint32, number uint32, task uint32, attempt uint32, node uint32, stage utf8, work_gflop float64, \
         placed_ns uint64, started_ns uint64?, ended_ns uint64?, outcome utf8"
    );
    assert_eq!(
        columns::<TimelineRow>(),
        "time_ns uint64, online uint32, registered uint32, busy uint32, submitted uint32, escrowed uint32, \
         placed uint32, running uint32, verified uint32, reduced uint32, settled uint32, failed uint32, refunded uint32, \
         queued_tasks uint32, running_tasks uint32, messages uint64, bytes uint64, events uint64"
    );
    assert_eq!(columns::<DigestRow>(), "time_ns uint64, digest utf8, events uint64");
    assert_eq!(
        columns::<EventRow>(),
        "event uint64, time_ns uint64, node uint32, sender uint32, kind utf8, sequence uint32, what utf8, chain uint64"
    );
}

fn round_trip<R: Row>(rows: Vec<R>) -> RecordBatch {
    let folder = tempfile::tempdir().expect("a folder");
    let mut table = TableWriter::create(folder.path()).expect("a table");
    rows.into_iter().try_for_each(|row| table.push(row)).expect("rows");
    table.finish().expect("a part");
    let batches: Result<Vec<_>, _> = read_table::<R>(folder.path()).expect("a table").collect();
    let batches = batches.expect("readable");
    assert_eq!(batches.len(), 1);
    batches[0].clone()
}

#[test]
fn values_survive() {
    let batch = round_trip(vec![sample::epoch(0, 7)]);
    assert_eq!(batch["power_mgflops"].as_primitive::<Int64Type>().value(0), -5);
    assert_eq!(batch["busy_s"].as_primitive::<Float64Type>().value(0), 77.25);
    assert_eq!(batch["reward"].as_primitive::<Decimal128Type>().value(0), (3 * TOKEN + 7) as i128);

    let batch = round_trip(vec![sample::job(0), sample::job(1)]);
    assert_eq!(batch["number"].as_primitive::<UInt32Type>().values(), &[0, 1]);
    assert_eq!(batch["pattern"].as_string::<i32>().value(0), "scatter-gather");
    assert_eq!(batch["state"].as_string::<i32>().value(1), "running");
    assert_eq!(batch["running_ns"].as_primitive::<UInt64Type>().value(0), 9);
    assert!(batch["verified_ns"].is_null(0));

    let batch = round_trip(vec![sample::task(0)]);
    assert_eq!(batch["outcome"].as_string::<i32>().value(0), "unfinished");
    assert_eq!(batch["stage"].as_string::<i32>().value(0), "scatter");
    let batch = round_trip(vec![sample::node(3)]);
    assert_eq!(batch["role"].as_string::<i32>().value(0), "worker");
    let batch = round_trip(vec![sample::timeline(2)]);
    assert_eq!(batch["time_ns"].as_primitive::<UInt64Type>().value(0), 600_000_000_000);
}

#[test]
fn parts_are_cut_by_rows_and_by_flush() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut table = TableWriter::with_rows_per_part(folder.path(), 4).expect("a table");
    for number in 0..10 {
        table.push(sample::supply(number)).expect("a row");
        if number == 4 {
            table.flush().expect("a part");
            table.flush().expect("nothing left to flush");
        }
    }
    assert_eq!(table.rows(), 10);
    table.finish().expect("the last part");
    let lengths: Vec<usize> = part_files(&folder.path().join("supply"))
        .expect("parts")
        .iter()
        .map(|part| records::table::read_batches(part).expect("readable").iter().map(RecordBatch::num_rows).sum())
        .collect();
    assert_eq!(lengths, [4, 1, 4, 1]);
}

#[test]
fn parts_beyond_five_digits_keep_their_order() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["part-100000.parquet", "part-99999.parquet", "part-x.parquet", ".part-00001.parquet.open"] {
        fs::write(folder.path().join(name), "").expect("a file");
    }
    let parts = part_files(folder.path()).expect("parts");
    let names: Vec<_> = parts.iter().filter_map(|part| part.file_name()?.to_str()).collect();
    assert_eq!(names, ["part-99999.parquet", "part-100000.parquet"]);
}

#[test]
fn a_table_without_rows_still_has_its_columns() {
    let folder = tempfile::tempdir().expect("a folder");
    TableWriter::<JobRow>::create(folder.path()).expect("a table").finish().expect("an empty part");
    let parts = part_files(&folder.path().join("jobs")).expect("parts");
    assert_eq!(parts.len(), 1);
    let part = records::table::PartReader::open(&parts[0]).expect("readable");
    assert_eq!(part.schema().fields(), JobRow::schema().fields());
    assert_eq!(read_table::<JobRow>(folder.path()).expect("a table").count(), 0);
}

#[test]
fn an_amount_beyond_the_decimal_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut table = TableWriter::create(folder.path()).expect("a table");
    let row = EpochRow { reward: 10_u128.pow(38) - 1, ..sample::epoch(0, 0) };
    table.push(row.clone()).expect("a row");
    table.flush().expect("the largest amount fits");
    table.push(EpochRow { reward: row.reward + 1, ..row }).expect("a row");
    let error = table.flush().expect_err("one more does not");
    assert!(matches!(error, TableError::Row { table: "epochs", .. }));
    assert!(error.to_string().contains("has more than 38 digits"), "{error}");
}

#[test]
fn tokens_are_told_without_trailing_zeros() {
    assert_eq!(token_decimal(0), "0");
    assert_eq!(token_decimal(2000 * TOKEN), "2000");
    assert_eq!(token_decimal(3 * TOKEN / 2), "1.5");
    assert_eq!(token_decimal(1), "0.000000000000000001");
}

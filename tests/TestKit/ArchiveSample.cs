using System.Globalization;
using GridFlow.Decoding;
using GridFlow.Detection;
using GridFlow.Readings;
using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Format;
using Parquet;

namespace GridFlow.TestKit;

/// <summary>Archive files made by the real writer, and read back by Parquet.Net.</summary>
internal static class ArchiveSample
{
    public const string Topic = "sensor-readings";

    private static readonly ChannelOptions AnyValue = new() { Resolution = 1, StdDevFloor = 1, Minimum = double.MinValue, Maximum = double.MaxValue };
    private static readonly ReadingParser Parser = new(new DecodeLimits(new DetectionOptions { Voltage = AnyValue, Current = AnyValue, Temperature = AnyValue }));

    /// <summary>Readings at their offsets as one decoded batch.</summary>
    public static ReadingBatch Batch(int partition, params IReadOnlyList<ArchivedRow> rows)
    {
        var batch = new ReadingBatch(Math.Max(1, rows.Count));
        batch.Start(partition, epoch: 1, polledAt: 0);
        foreach (var row in rows)
        {
            // Bytes in front of the body, as the registry's header would be.
            var value = batch.Append(SensorReadingEncoder.EncodeFramed(row.Reading, 1, SchemaIdLayout.Confluent));
            var header = RegistryFraming.HeaderBytes(SchemaIdLayout.Confluent);
            var record = new RawRecord
            {
                Offset = row.Offset,
                BrokerTimestampMs = -1,
                Key = ByteRange.Null,
                Headers = ByteRange.Null,
                Value = value,
                Body = new ByteRange(value.Start + header, value.Length - header),
            };
            var fault = Parser.Parse(batch.Slice(record.Body), record.Body.Start, header, record, batch.RecordCount, out var reading);
            if (fault.IsFault)
            {
                throw new ArgumentException(fault.Message, nameof(rows));
            }

            batch.Add(record);
            batch.Add(reading);
        }

        return batch;
    }

    /// <summary>Writes one roll: a file for each day.</summary>
    /// <param name="folder">Local folder for the files.</param>
    /// <param name="partition">Partition.</param>
    /// <param name="from">First offset of the roll.</param>
    /// <param name="to">Offset behind its last.</param>
    /// <param name="rows">Readings in the order of their offsets.</param>
    /// <param name="rejected">Records that were no readings.</param>
    /// <param name="rowGroupRows">Rows of a row group.</param>
    public static async Task<List<ArchiveFile>> RollAsync(
        string folder, int partition, long from, long to, IReadOnlyList<ArchivedRow> rows, long rejected = 0, int rowGroupRows = 100_000)
    {
        var days = rows.GroupBy(row => row.Day).ToList();
        var files = new List<ArchiveFile>();
        foreach (var day in days)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{partition}-{from}-{day.Key:yyyyMMdd}.parquet"));
            using var writer = new ArchiveFileWriter(path, partition);
            foreach (var chunk in day.Chunk(rowGroupRows))
            {
                Add(writer, Batch(partition, chunk));
                await writer.FlushAsync(CancellationToken.None);
            }

            var info = new ArchiveFileInfo(Topic, partition, writer.FirstOffset, writer.LastOffset, writer.Rows, 1, "0.1.0", from, to, rejected, days.Count);
            files.Add(await writer.FinishAsync(info, CancellationToken.None));
        }

        return files;
    }

    /// <summary>Adds all readings of a batch.</summary>
    public static void Add(ArchiveFileWriter writer, ReadingBatch batch)
    {
        foreach (ref readonly var reading in batch.Readings)
        {
            writer.Add(batch, reading);
        }
    }

    /// <summary>All rows of a file, read without our code.</summary>
    public static async Task<List<ArchivedRow>> ReadAsync(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        var rows = new List<ArchivedRow>();
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            var group = reader.OpenRowGroupReader(index);
            var count = (int)group.RowCount;
            var (meters, statuses, feeders) = (new string?[count], new string?[count], new string?[count]);
            await group.ReadAsync(ArchiveSchema.MeterId, meters);
            await group.ReadAsync(ArchiveSchema.Status, statuses);
            await group.ReadAsync(ArchiveSchema.FeederId, feeders);
            var times = await ColumnAsync<DateTime>(group, ArchiveSchema.Timestamp);
            var voltages = await ColumnAsync<double>(group, ArchiveSchema.Voltage);
            var currents = await ColumnAsync<double>(group, ArchiveSchema.Current);
            var temperatures = await ColumnAsync<double>(group, ArchiveSchema.Temperature);
            var partitions = await ColumnAsync<int>(group, ArchiveSchema.Partition);
            var offsets = await ColumnAsync<long>(group, ArchiveSchema.Offset);
            rows.AddRange(Enumerable.Range(0, count).Select(i => new ArchivedRow(
                offsets[i],
                new SensorReading(
                    meters[i]!, new DateTimeOffset(times[i], TimeSpan.Zero).ToUnixTimeMilliseconds(), voltages[i], currents[i], temperatures[i], Enum.Parse<MeterStatus>(statuses[i]!, ignoreCase: true), feeders[i]),
                partitions[i])));
        }

        return rows;
    }

    private static async Task<T[]> ColumnAsync<T>(ParquetRowGroupReader group, Parquet.Schema.DataField field)
        where T : struct
    {
        var values = new T[group.RowCount];
        await group.ReadAsync<T>(field, values);
        return values;
    }
}

/// <summary>One row of an archive.</summary>
/// <param name="Offset">Offset.</param>
/// <param name="Reading">Reading.</param>
/// <param name="Partition">Partition.</param>
internal sealed record ArchivedRow(long Offset, SensorReading Reading, int Partition = 0)
{
    /// <summary>Day of the reading, UTC.</summary>
    public DateOnly Day => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(Reading.EventTimeMs).UtcDateTime);
}

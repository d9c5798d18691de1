using System.IO.Compression;
using Parquet;
using Parquet.Schema;

namespace GridFlow.Sinks.Archive.Format;

/// <summary>The columns of an archive file and how they are encoded. Numbers behind the choices: docs/decisions/0011.</summary>
internal static class ArchiveSchema
{
    public static DataField MeterId { get; } = new("meter_id", typeof(string), isNullable: false);

    public static DataField Timestamp { get; } = new DateTimeDataField("timestamp", DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Millis, isNullable: false);

    public static DataField Voltage { get; } = new("voltage", typeof(double), isNullable: false);

    public static DataField Current { get; } = new("current", typeof(double), isNullable: false);

    public static DataField Temperature { get; } = new("temperature", typeof(double), isNullable: false);

    public static DataField Status { get; } = new("status", typeof(string), isNullable: false);

    public static DataField FeederId { get; } = new("feeder_id", typeof(string), isNullable: true);

    public static DataField Partition { get; } = new("partition", typeof(int), isNullable: false);

    public static DataField Offset { get; } = new("offset", typeof(long), isNullable: false);

    /// <summary>All of them, in the order of the contract.</summary>
    public static ParquetSchema Columns { get; } = new(MeterId, Timestamp, Voltage, Current, Temperature, Status, FeederId, Partition, Offset);

    /// <summary>How files are written.</summary>
    public static ParquetOptions Shipped() => Options(CompressionMethod.Zstd, CompressionLevel.Optimal, dictionaries: true, deltas: true);

    /// <summary>Other ways, for measuring.</summary>
    /// <param name="method">Compression.</param>
    /// <param name="level">How hard it tries; the library's default is 40 times slower than this one's.</param>
    /// <param name="dictionaries">Whether texts are written once for each row group.</param>
    /// <param name="deltas">Whether partition and offset are written as differences.</param>
    /// <param name="splitBytes">Whether doubles are written byte by byte.</param>
    public static ParquetOptions Options(CompressionMethod method, CompressionLevel level, bool dictionaries, bool deltas, bool splitBytes = false)
    {
        var options = new ParquetOptions { CompressionMethod = method, CompressionLevel = level };
        Hint(options, dictionaries, EncodingHint.Dictionary, MeterId, Status, FeederId);
        Hint(options, deltas, EncodingHint.DeltaBinaryPacked, Partition, Offset);
        Hint(options, splitBytes, EncodingHint.ByteSplitStream, Voltage, Current, Temperature);
        return options;
    }

    private static void Hint(ParquetOptions options, bool wanted, EncodingHint hint, params DataField[] fields)
    {
        foreach (var field in wanted ? fields : [])
        {
            options.ColumnEncodingHints[field.Path.ToString()] = hint;
        }
    }
}

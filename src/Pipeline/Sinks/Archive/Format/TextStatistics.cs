using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace GridFlow.Sinks.Archive.Format;

/// <summary>Takes least and greatest value of a text column out of the footer.</summary>
/// <remarks>
/// Parquet.Net 6.1 finds them by comparing UTF-16, readers compare UTF-8. The orders differ where characters outside the basic plane meet some inside it, and a reader
/// that goes by wrong bounds passes over rows that are there. Without bounds it looks. Guarded by ArchiveDuckDbTests; the library offers no other way.
/// </remarks>
internal static class TextStatistics
{
    public static void RemoveBounds(ParquetRowGroupWriter writer, DataField field)
    {
        var column = RowGroupOf(writer).Columns.Single(chunk => chunk.MetaData!.PathInSchema is [var name] && name == field.Name);
        if (column.MetaData!.Statistics is { } statistics)
        {
            (statistics.Min, statistics.Max, statistics.MinValue, statistics.MaxValue) = (null, null, null, null);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_owGroup")]
    private static extern ref RowGroup RowGroupOf(ParquetRowGroupWriter writer);
}

using System.Text.Json;

namespace GridFlow.Integration.Faults.Oracle;

/// <summary>One line of the dump that the kit's reader writes: a record that a read_committed consumer is given.</summary>
internal sealed record DumpedRecord(int Partition, long Offset, long Timestamp, string? Key, string? Value_sha256, string?[][] Headers, byte[]? Value)
{
    public static IEnumerable<DumpedRecord> Read(string path) =>
        File.ReadLines(path).Select(line => JsonSerializer.Deserialize<DumpedRecord>(line, JsonSerializerOptions.Web)!);
}

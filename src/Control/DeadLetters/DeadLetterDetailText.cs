using System.Globalization;

namespace GridFlow.Control.DeadLetters;

/// <summary>All about one dead letter as lines. Pure.</summary>
internal static class DeadLetterDetailText
{
    public static IEnumerable<string> Lines(DeadLetterDetail detail)
    {
        var record = detail.Record;
        yield return Field("record", string.Create(CultureInfo.InvariantCulture, $"{record.Partition}/{record.Offset}"));
        yield return Field("time", $"{DeadLetterView.Time(record.Timestamp)} UTC");
        yield return Field("code", record.Code ?? "none: another program wrote it");
        yield return Field("message", record.Message ?? "-");
        if (record.SourceTopic is not null)
        {
            var timestamp = record.SourceTimestampMs < 0 ? "without a timestamp" : $"timestamp {DeadLetterView.Time(DateTimeOffset.FromUnixTimeMilliseconds(record.SourceTimestampMs))} UTC";
            yield return Field("source", string.Create(CultureInfo.InvariantCulture, $"{record.SourceTopic}/{record.SourcePartition}@{record.SourceOffset}, {timestamp}"));
        }

        yield return Field("key", record.Key ?? "none");
        yield return Field("replayed", record.ReplayCount == 0 ? "never" : string.Create(CultureInfo.InvariantCulture, $"{record.ReplayCount} times"));
        foreach (var line in Headers("header", detail.Headers.Select(header => (header.Name, header.Value ?? "null"))))
        {
            yield return line;
        }

        foreach (var line in Headers("gridflow", detail.GridflowHeaders.Select(pair => (pair.Key, pair.Value))))
        {
            yield return line;
        }

        foreach (var line in Value(detail).Concat(Fields(detail)))
        {
            yield return line;
        }

        yield return "";
        yield return detail.Now switch
        {
            { Accepted: true } => "would be accepted now: gridflow dlq replay sends it to its topic again",
            { Accepted: false, Code: { } code } => $"would be refused now: {code}: {detail.Now.Message}",
            _ => $"not known whether it would be accepted now: {detail.Now.Message}",
        };
    }

    private static IEnumerable<string> Value(DeadLetterDetail detail)
    {
        yield return "";
        if (detail.ValueHex is not { } hex)
        {
            yield return "no value";
            yield break;
        }

        var bytes = Convert.FromHexString(hex);
        yield return string.Create(CultureInfo.InvariantCulture, $"value, {bytes.Length} bytes{(detail.FaultStart is { } at ? $", the fault is at byte {at}" : "")}");
        foreach (var line in HexDump.Lines(bytes, detail.FaultStart is { } start ? (start, detail.FaultEnd ?? start) : null))
        {
            yield return $"  {line}";
        }
    }

    private static IEnumerable<string> Fields(DeadLetterDetail detail)
    {
        if (detail.ReadAs is not { } schema)
        {
            yield break;
        }

        yield return "";
        yield return $"read as {schema}";
        var width = detail.Fields.Select(field => field.Name.Length).DefaultIfEmpty().Max();
        foreach (var field in detail.Fields)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  {field.Name.PadRight(width)}  bytes {field.Start}–{field.End - 1}  {field.Value}{TimeOf(field.Name, field.Value)}");
        }

        if (detail.Stopped is { } stopped)
        {
            yield return $"  {stopped}";
        }
    }

    // A number of milliseconds tells nobody that a clock is ahead.
    private static string TimeOf(string name, string value) =>
        name == "timestamp" && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms) && ms is >= 0 and <= 253_402_300_799_999
            ? $" ({DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)} UTC)"
            : "";

    private static IEnumerable<string> Headers(string name, IEnumerable<(string Name, string Value)> headers) => headers.Select(header => Field(name, $"{header.Name} = {header.Value}"));

    private static string Field(string name, string value) => $"{name.PadRight(10)}{value}";
}

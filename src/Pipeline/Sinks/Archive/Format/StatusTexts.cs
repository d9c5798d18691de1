using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Sinks.Archive.Format;

/// <summary>The status words of Avro: people ask for <c>status = 'FAULT'</c>, and a dictionary makes the words as small as numbers.</summary>
internal static class StatusTexts
{
    private static readonly ReadOnlyMemory<char>[] Texts = [.. Enum.GetValues<MeterStatus>().Select(status => WireNames.Of(status).AsMemory())];

    public static ReadOnlyMemory<char> Of(MeterStatus status) => Texts[(int)status];
}

using System.Text.RegularExpressions;
using Avro;
using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Pipeline.Tests.Contract;

/// <summary>Avro, C# and gRPC number the same words in the same order.</summary>
public sealed partial class EnumSymbolsTests
{
    [Fact]
    public void MeterStatus_EverySymbol_StandsWhereItMust()
    {
        AssertSame<MeterStatus>(Symbols(AvroOracle.ReadingSchema, "status"), "MeterStatus");
        var original = (RecordSchema)AvroOracle.AnomalySchema["original_event"].Schema;
        AssertSame<MeterStatus>(Symbols(original, "status"), "MeterStatus");
    }

    [Fact]
    public void Severity_EverySymbol_StandsWhereItMust() => AssertSame<Severity>(Symbols(AvroOracle.AnomalySchema, "severity"), "Severity");

    [Fact]
    public void Channel_EverySymbol_StandsWhereItMust() => AssertSame<Channel>(Symbols(AvroOracle.AnomalySchema, "channel"), "Channel");

    [Fact]
    public void AnomalyType_EverySymbol_StandsWhereItMust()
    {
        // The code has the types that are built; UNKNOWN is Avro's answer to a type that is newer than its reader.
        var symbols = Symbols(AvroOracle.AnomalySchema, "anomaly_type");
        Assert.Equal(
            ["VOLTAGE_DEVIATION", "CURRENT_DEVIATION", "TEMPERATURE_DEVIATION", "EQUIPMENT_FAILURE", "VOLTAGE_SAG", "VOLTAGE_SWELL", "INTERRUPTION", "STUCK_SENSOR", "LEVEL_SHIFT", "METER_SILENT", "UNKNOWN"],
            symbols);
        Assert.All(Enum.GetValues<AnomalyType>(), type => Assert.Equal(WireNames.Of(type), symbols[(int)type]));
        AssertProto([.. symbols.SkipLast(1)], "AnomalyType");
    }

    [Fact]
    public void OriginalEvent_Schema_IsTheReadingsOwn()
    {
        var original = AvroOracle.AnomalySchema["original_event"].Schema;
        Assert.Equal(
            SchemaNormalization.ToParsingForm(Schema.Parse(GridFlowSchemas.SensorReading)), SchemaNormalization.ToParsingForm(original));
    }

    private static void AssertSame<TEnum>(IList<string> symbols, string proto)
        where TEnum : struct, Enum
    {
        Assert.Equal(Enum.GetValues<TEnum>().Select(WireNames.Of), symbols);
        Assert.Equal(Enumerable.Range(0, symbols.Count), Enum.GetValues<TEnum>().Select(v => Convert.ToInt32(v, System.Globalization.CultureInfo.InvariantCulture)));
        AssertProto(symbols, proto);
    }

    private static void AssertProto(IList<string> symbols, string name)
    {
        var text = File.ReadAllText(RepositoryFile("protos/gridflow/v1/pipeline_control.proto"));
        var body = Regex.Match(text, $@"\nenum {name} \{{(.*?)\n\}}", RegexOptions.Singleline).Groups[1].Value;
        var members = Member().Matches(body).ToDictionary(m => m.Groups[1].Value, m => int.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        var prefix = WireNames.Of(Enum.Parse<Prefix>(name));
        Assert.Equal(symbols.Select((symbol, at) => ($"{prefix}_{symbol}", at + 1)).Prepend(($"{prefix}_UNSPECIFIED", 0)), members.Select(m => (m.Key, m.Value)));
    }

    private static IList<string> Symbols(RecordSchema schema, string field) => ((EnumSchema)schema[field].Schema).Symbols;

    private static string RepositoryFile(string path, [System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "../../..", path);

    [GeneratedRegex(@"^\s*([A-Z_]+) = (\d+);", RegexOptions.Multiline)]
    private static partial Regex Member();

    private enum Prefix
    {
        MeterStatus,
        Severity,
        Channel,
        AnomalyType,
    }
}

using System.Globalization;
using System.Text;
using CsCheck;
using GridFlow.Sinks.InfluxDb;

namespace GridFlow.Pipeline.Tests.Sinks.InfluxDb;

public sealed class LineProtocolBuilderTests
{
    private static readonly AnomalyPoint Point = new("M-1", "VOLTAGE_DEVIATION", "ERROR", "VOLTAGE", 1_760_000_000_000, 260.5, 6.1, 2.5, 230, 5);

    // The characters that matter, and some that do not.
    private static readonly Gen<string> MeterIds = Gen.Char[@" ,=\""#_aM1é表" + "\t\n\r"].Array[0, 12].Select(chars => new string(chars));

    private static readonly string[] Types = ["VOLTAGE_DEVIATION", "EQUIPMENT_FAILURE", "UNKNOWN"];

    [Fact]
    public void Build_APoint_IsTheContractsLine() => Assert.Equal(
        "anomalies,anomaly_type=VOLTAGE_DEVIATION,channel=VOLTAGE,meter_id=M-1,severity=ERROR deviation=6.1,mean=230,stddev=5,threshold=2.5,value=260.5 1760000000000\n", Build(Point));

    [Fact]
    public void Build_APointWithAFeeder_HasItAsTextInQuotes() => Assert.Equal(
        "anomalies,anomaly_type=VOLTAGE_DEVIATION,channel=VOLTAGE,meter_id=M-1,severity=ERROR deviation=6.1,mean=230,stddev=5,threshold=2.5,value=260.5,feeder_id=\"F \\\"7\\\" \\\\ a,b=c\" 1760000000000\n",
        Build(Point with { FeederId = @"F ""7"" \ a,b=c" }));

    [Fact]
    public void Build_AnyFeeder_ReadsBackAsItWasAndChangesNothingElse() => MeterIds.Sample(feeder =>
    {
        var read = LineOracle.Parse(Build(Point with { FeederId = feeder }));
        Assert.Equal((feeder, LineOracle.Parse(Build(Point)).Identity, 260.5), (read.Feeder, read.Identity, read.Fields["value"]));
    });

    [Fact]
    public void Build_AnyMeterId_ReadsBackAsItWasOrIsRefused() => MeterIds.Sample(id =>
    {
        var fault = LineProtocolBuilder.TryBuild(Point with { MeterId = id }, out var line);
        Assert.Equal(id.Length == 0 || id.Contains('\n', StringComparison.Ordinal) || id.EndsWith('\\'), fault is not null);
        if (fault is null)
        {
            Assert.Equal(id, LineOracle.Parse(Encoding.UTF8.GetString(line)).Tags["meter_id"]);
        }
    });

    [Fact]
    public void Build_AnyNumbers_ReadBackToTheBitOrAreRefused() => Gen.Select(Gen.Double, Gen.Double, Gen.Long[-4_000_000_000_000, 253_402_300_799_999]).Sample((value, mean, timeMs) =>
    {
        var fault = LineProtocolBuilder.TryBuild(Point with { Value = value, Mean = mean, EventTimeMs = timeMs }, out var line);
        Assert.Equal(double.IsFinite(value) && double.IsFinite(mean), fault is null);
        if (fault is null)
        {
            var read = LineOracle.Parse(Encoding.UTF8.GetString(line));
            Assert.Equal((value, mean, timeMs), (read.Fields["value"], read.Fields["mean"], read.TimeMs));
        }
    });

    [Fact]
    public void Build_TwoAnomaliesWithDifferentIds_NeverShareAPoint()
    {
        var points = Gen.Select(MeterIds, Gen.Int[0, 2].Select(i => Types[i]), Gen.Long[0, 3], Gen.Bool.Select(error => error ? "ERROR" : "INFO"));
        Gen.Select(points, points).Sample((a, b) =>
        {
            if ((a.Item1, a.Item2, a.Item3) != (b.Item1, b.Item2, b.Item3) && Key(a) is { } first && Key(b) is { } second)
            {
                Assert.NotEqual(first, second);
            }
        });

        static string? Key((string Meter, string Type, long TimeMs, string Severity) p) =>
            LineProtocolBuilder.TryBuild(Point with { MeterId = p.Meter, AnomalyType = p.Type, EventTimeMs = p.TimeMs, Severity = p.Severity }, out var line) is null
                ? LineOracle.Parse(Encoding.UTF8.GetString(line)).Identity
                : null;
    }

    private static string Build(AnomalyPoint point)
    {
        Assert.Null(LineProtocolBuilder.TryBuild(point, out var line));
        return Encoding.UTF8.GetString(line);
    }

    /// <summary>Reads a line as InfluxDB's parser does: in front of the fields a backslash counts only before comma, equals sign and space, in quotes before quote and backslash.</summary>
    private sealed record LineOracle(IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, double> Fields, string? Feeder, long TimeMs)
    {
        public string Identity => $"{string.Join('\0', Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}\0{tag.Value}"))}\0{TimeMs}";

        public static LineOracle Parse(string line)
        {
            Assert.Equal('\n', line[^1]);
            var head = Split(line[..^1], ' ')[0];
            Assert.DoesNotContain('\n', head);
            var series = Split(head, ',');
            Assert.Equal("anomalies", series[0]);
            var fields = FieldsOf(line[(head.Length + 1)..^1], out var feeder, out var rest);
            return new LineOracle(
                series.Skip(1).Select(tag => Split(tag, '=')).ToDictionary(pair => pair[0], pair => Unescaped(Assert.Single(pair.Skip(1)), ",= ")), fields, feeder, long.Parse(rest, CultureInfo.InvariantCulture));
        }

        private static Dictionary<string, double> FieldsOf(string text, out string? feeder, out string rest)
        {
            var fields = new Dictionary<string, double>();
            feeder = null;
            while (true)
            {
                var equals = text.IndexOf('=', StringComparison.Ordinal);
                var name = text[..equals];
                text = text[(equals + 1)..];
                int end;
                if (text[0] == '"')
                {
                    for (end = 1; text[end] != '"'; end += text[end] == '\\' ? 2 : 1)
                    {
                    }

                    Assert.Equal("feeder_id", name);
                    feeder = Unescaped(text[1..end++], "\"\\");
                }
                else
                {
                    end = text.IndexOfAny([',', ' ']);
                    fields.Add(name, double.Parse(text[..end], CultureInfo.InvariantCulture));
                }

                rest = text[(end + 1)..];
                if (text[end] == ' ')
                {
                    return fields;
                }

                text = rest;
            }
        }

        private static List<string> Split(string text, char at)
        {
            var parts = new List<string>();
            var start = 0;
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == at && (i == 0 || text[i - 1] != '\\'))
                {
                    parts.Add(text[start..i]);
                    start = i + 1;
                }
            }

            parts.Add(text[start..]);
            return parts;
        }

        private static string Unescaped(string text, string escaped)
        {
            var plain = new StringBuilder();
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '\\' && i + 1 < text.Length && escaped.Contains(text[i + 1], StringComparison.Ordinal))
                {
                    i++;
                }

                plain.Append(text[i]);
            }

            return plain.ToString();
        }
    }
}

using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>The detector against its definition.</summary>
public sealed class OracleTests
{
    public static IEnumerable<TheoryDataRow<StreamShape, int, int>> Streams =>
        from shape in Enum.GetValues<StreamShape>()
        from meters in new[] { 1, 7, 40 }
        from windowSeconds in new[] { 1, 60 }
        select new TheoryDataRow<StreamShape, int, int>(shape, meters, windowSeconds);

    [Theory]
    [MemberData(nameof(Streams))]
    public void Score_RandomStream_FindsWhatTheOracleFinds(StreamShape shape, int meters, int windowSeconds)
    {
        var options = Options(shape, TimeSpan.FromSeconds(windowSeconds), meters == 7 ? 3 : 10);
        AssertSame(options, RandomStream.Make((100 * (int)shape) + meters + windowSeconds, options, shape, meters, 6_000));
    }

    [Fact]
    public void Score_DefaultsAndTenThousandReadings_FindsWhatTheOracleFinds()
    {
        var options = new DetectionOptions { IdleEviction = TimeSpan.FromDays(365) };
        AssertSame(options, RandomStream.Make(5, options, StreamShape.Noise, 12, 10_000));
    }

    [Fact]
    public void Score_MillionStepDrift_KeepsItsSumsExact()
    {
        // One meter, one step further each reading, so that what is subtracted is long after what was added.
        var options = Options(StreamShape.Drift, TimeSpan.FromSeconds(10), 3);
        var stream = Enumerable.Range(0, 20_000)
            .Select(i => new StreamReading([1], 1_000_000 + (i * 100L), i * 0.01, i % 2000, 20 + (i % 7 * 0.5), default))
            .ToList();
        AssertSame(options, stream);
    }

    internal static DetectionOptions Options(StreamShape shape, TimeSpan window, int minimumReadings)
    {
        // Huge: every step that 32 bits can hold, so that the sums of squares leave 64 bits.
        var limit = shape == StreamShape.Huge ? 214_748.3647 : 100_000;
        return new DetectionOptions
        {
            Window = window,
            MinimumReadings = minimumReadings,
            IdleEviction = TimeSpan.FromDays(365),
            ThresholdSigma = shape == StreamShape.Huge ? 1.5 : 2.5,
            Voltage = new ChannelOptions { Resolution = 0.0001, StdDevFloor = 0.1, Minimum = -limit, Maximum = limit },
            Current = new ChannelOptions { Resolution = 0.0001, StdDevFloor = 0.01, Minimum = -limit, Maximum = limit },
            Temperature = new ChannelOptions { Resolution = 0.001, StdDevFloor = 0.1, Minimum = -10 * limit, Maximum = 10 * limit },
        };
    }

    private static void AssertSame(DetectionOptions options, List<StreamReading> stream)
    {
        var rig = DetectorRig.Run(options, stream);
        var oracle = new DetectorOracle(options);
        var expected = stream.SelectMany((reading, at) => oracle.Score(at, reading)).ToList();

        Assert.Equal((oracle.Scored, oracle.Late, oracle.Duplicate), (rig.Scored, rig.Late, rig.Duplicate));
        var found = rig.Findings.ToDictionary(f => (f.At, f.Type));
        Assert.True(found.Count > 20, $"only {found.Count} findings: this stream tests nothing");
        foreach (var (finding, borderline) in expected)
        {
            if (found.Remove((finding.At, finding.Type), out var actual))
            {
                AssertClose(finding, actual);
            }
            else
            {
                Assert.True(borderline, $"missed {finding}");
            }
        }

        Assert.Empty(found);
    }

    private static void AssertClose(Finding expected, Finding actual)
    {
        // On a band's very edge the two round differently; SeverityTests has those.
        Assert.True(expected.Severity == actual.Severity || Math.Abs(Math.Abs(expected.Deviation) - Math.Round(Math.Abs(expected.Deviation))) < 1e-9);
        AssertClose(expected.Deviation, actual.Deviation);
        AssertClose(expected.Mean, actual.Mean);
        AssertClose(expected.StdDev, actual.StdDev);
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Abs(expected), $"expected {expected:R}, found {actual:R}");
}

using CsCheck;
using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>Changes of a stream that must not change what is found.</summary>
public sealed class MetamorphicTests
{
    private static readonly DetectionOptions Options = OracleTests.Options(StreamShape.Noise, TimeSpan.FromSeconds(20), 5);

    [Fact]
    public void Score_AnyCutIntoBatches_GivesTheSameFindingsCountsAndMeters() => Gen.Select(Gen.Int[0, 10_000], Gen.Int[1, 300].Array[1, 20]).Sample(
        (seed, cuts) =>
        {
            var options = OracleTests.Options(StreamShape.Noise, TimeSpan.FromSeconds(20), 5);
            options.IdleEviction = options.Window;
            var stream = RandomStream.Make(seed, options, StreamShape.Noise, 60, 2_000);
            var whole = DetectorRig.Run(options, stream, stream.Count);
            var cut = new DetectorRig(options);
            for (int at = 0, i = 0; at < stream.Count; i++)
            {
                var length = Math.Min(cuts[i % cuts.Length], stream.Count - at);
                cut.Score([.. stream.Skip(at).Take(length)]);
                at += length;
            }

            Assert.Equal(whole.Findings, cut.Findings);
            Assert.Equal((whole.Scored, whole.Late, whole.Duplicate), (cut.Scored, cut.Late, cut.Duplicate));
            Assert.Equal(whole.Detector.MeterCount, cut.Detector.MeterCount);
            Assert.Equal(whole.Detector.WindowBytes, cut.Detector.WindowBytes);
        },
        iter: 60,
        threads: 1);

    [Theory]
    [InlineData(10_000)]
    [InlineData(-2_300_000)]
    [InlineData(1_000_000_000)]
    public void Score_AllValuesShiftedByWholeSteps_LeavesTheDeviations(int steps)
    {
        var stream = RandomStream.Make(8, Options, StreamShape.Noise, 5, 3_000);
        var shifted = stream.ConvertAll(r => r with
        {
            Voltage = Shift(r.Voltage, 0.0001m, steps),
            Current = Shift(r.Current, 0.0001m, steps),
            Temperature = Shift(r.Temperature, 0.001m, steps),
        });
        var before = DetectorRig.Run(Options, stream).Findings;
        var after = DetectorRig.Run(Options, shifted).Findings;
        Assert.NotEmpty(before);
        Assert.Equal(before.Count, after.Count);
        Assert.All(before.Zip(after), pair =>
        {
            Assert.Equal(pair.First with { Mean = 0 }, pair.Second with { Mean = 0, Deviation = pair.First.Deviation });
            Assert.Equal(pair.First.Deviation, pair.Second.Deviation, 1e-9 * Math.Abs(pair.First.Deviation));
        });
    }

    [Fact]
    public void Score_MetersInterleavedOrOneAfterTheOther_GivesTheSameFindings()
    {
        var stream = RandomStream.Make(9, Options, StreamShape.Noise, 7, 4_000);
        var byMeter = stream.Select((r, at) => (r, at)).GroupBy(x => Convert.ToHexString(x.r.MeterId)).SelectMany(g => g).ToList();
        var together = DetectorRig.Run(Options, stream).Findings;
        var apart = DetectorRig.Run(Options, byMeter.ConvertAll(x => x.r)).Findings.ConvertAll(f => f with { At = byMeter[f.At].at });
        Assert.Equal(together.OrderBy(f => (f.At, f.Type)), apart.OrderBy(f => (f.At, f.Type)));
    }

    private static double Shift(double value, decimal resolution, int steps) => (double)(((decimal)Math.Round((decimal)value / resolution) + steps) * resolution);
}

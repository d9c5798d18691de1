using CsCheck;
using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

public sealed class SilenceCountTests
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    private static readonly DetectionOptions Options = new()
    {
        Window = TimeSpan.FromSeconds(10), IdleEviction = TimeSpan.FromDays(365), SilentAfter = TimeSpan.FromSeconds(60), MinimumReadings = 3,
    };

    /// <summary>Streams of any shape, cut anywhere, looked at in steps of any length: after a whole round it is what counting all meters at once gives.</summary>
    [Fact]
    public void Advance_AWholeRoundAfterAnyStream_EqualsABruteForceCount() =>
        Gen.Select(Gen.Int, Gen.Int[1, 300], Gen.Int[1, 3_000], Gen.Int[1, 2_000], Gen.Int[1, 120], Gen.Int[1, 40]).Sample((seed, meters, readings, batchSize, silentSeconds, steps) =>
        {
            var options = new DetectionOptions { Window = Options.Window, IdleEviction = Options.IdleEviction, SilentAfter = TimeSpan.FromSeconds(silentSeconds), MinimumReadings = 3 };
            var stream = RandomStream.Make(seed, options, StreamShape.Noise, meters, readings);
            var rig = new DetectorRig(options);
            foreach (var batch in stream.Chunk(batchSize))
            {
                rig.Score(batch);
                rig.Detector.Silence.Advance(Round / 7);
            }

            for (var step = 0; step <= steps; step++)
            {
                rig.Detector.Silence.Advance(Round / steps);
            }

            Assert.Equal(BruteForce(stream, options.SilentAfter), rig.Detector.Silence.Count);
        });

    [Fact]
    public void Advance_MetersAreSilentComeBackAndAreForgotten_CountFollows()
    {
        var rig = new DetectorRig(new DetectionOptions { Window = TimeSpan.FromSeconds(10), IdleEviction = TimeSpan.FromSeconds(300), SilentAfter = TimeSpan.FromSeconds(60), MinimumReadings = 3 });
        rig.Score([.. Enumerable.Range(0, 200).Select(m => Reading(m, 0))]);

        // Exactly the time is not yet over; a millisecond more is.
        rig.Score(Reading(1_000, 60_000));
        Assert.Equal(0, Looked(rig));
        rig.Score(Reading(1_000, 60_001));
        Assert.Equal(200, Looked(rig));
        rig.Score([.. Enumerable.Range(0, 50).Select(m => Reading(m, 60_001))]);
        Assert.Equal(150, Looked(rig));

        // Forgotten by the idle sweep, which comes by every few readings: not tracked, so not silent.
        rig.Score([.. Enumerable.Range(0, 10_000).Select(i => Reading(1_000, 360_000 + i))]);
        Assert.Equal((0, 1), (Looked(rig), rig.Detector.MeterCount));
    }

    [Fact]
    public void Advance_NobodyHasSpoken_IsNothing()
    {
        var rig = new DetectorRig(Options);
        Assert.Equal(0, Looked(rig));
    }

    [Fact]
    public void Advance_ManyMetersAtOnce_LooksAtAFewAtATime()
    {
        var rig = new DetectorRig(Options);
        rig.Score([.. Enumerable.Range(0, 10_000).Select(m => Reading(m, 0))]);
        rig.Score(Reading(10_000, 100_000));

        rig.Detector.Silence.Advance(TimeSpan.FromHours(1));
        Assert.Equal(64 * 64, rig.Detector.Silence.Count);
        rig.Detector.Silence.Advance(TimeSpan.FromHours(1));
        rig.Detector.Silence.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10_000, rig.Detector.Silence.Count);
    }

    [Fact]
    public void Advance_State_IsLeftAsItIs()
    {
        var stream = RandomStream.Make(7, Options, StreamShape.Noise, 200, 5_000);
        var (looking, blind) = (new DetectorRig(Options), new DetectorRig(Options));
        foreach (var batch in stream.Chunk(100))
        {
            looking.Score(batch);
            looking.Detector.Silence.Advance(Round);
            blind.Score(batch);
        }

        Assert.Equal(blind.Findings, looking.Findings);
        Assert.Equal(CapturedState.Of(blind.Detector).Canonical(), CapturedState.Of(looking.Detector).Canonical());
    }

    private static int Looked(DetectorRig rig)
    {
        rig.Detector.Silence.Advance(Round);
        return rig.Detector.Silence.Count;
    }

    private static int BruteForce(List<StreamReading> stream, TimeSpan silentAfter)
    {
        var newest = stream.Max(reading => reading.TimeMs);
        return stream.GroupBy(reading => Convert.ToHexString(reading.MeterId)).Count(meter => newest - meter.Max(reading => reading.TimeMs) > silentAfter.TotalMilliseconds);
    }

    private static StreamReading Reading(int meter, long timeMs) => new(BitConverter.GetBytes(meter), 1_760_000_000_000 + timeMs, 230, 5, 25, default);
}

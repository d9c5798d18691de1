using System.Text;
using CsCheck;
using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

public sealed class ClaimsTests
{
    private static readonly Channel[] Channels = [Channel.Voltage, Channel.Current, Channel.Temperature];

    /// <summary>What is found under the lowest threshold of all, and then judged one by one, is what is found.</summary>
    [Fact]
    public void Score_RandomThresholds_FindsWhatEachMetersOwnThresholdAllows() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            var options = new DetectionOptions { MinimumReadings = 5, ThresholdSigma = 1.5 };
            var stream = RandomStream.Make(seed, options, StreamShape.Noise, 8, 1_500);
            var meters = stream.Select(r => Convert.ToHexString(r.MeterId)).Distinct().Where(_ => random.Next(3) == 0).ToDictionary(id => id, _ => Sigma(random));
            var channels = Channels.Where(_ => random.Next(2) == 0).ToDictionary(channel => channel, _ => Sigma(random));
            var global = Sigma(random);
            var claims = new Claims(global, channels, meters.ToDictionary(meter => Latin(Convert.FromHexString(meter.Key)), meter => meter.Value), []);

            var all = Run(options, stream, null);
            var expected = all.Where(found => Math.Abs(found.Anomaly.DeviationSigma) > Threshold(found.At, found.Anomaly.Channel) || found.Anomaly.Channel == Channel.Status)
                .Select(found => (found.At, found.Anomaly with { ThresholdSigma = found.Anomaly.Channel == Channel.Status ? 0 : Threshold(found.At, found.Anomaly.Channel) }));

            Assert.Equal(expected, Run(options, stream, claims));

            double Threshold(int at, Channel channel) => meters.TryGetValue(Convert.ToHexString(stream[at].MeterId), out var own) ? own : channels.GetValueOrDefault(channel, global);
        },
        iter: 60);

    [Fact]
    public void ThresholdOf_MeterChannelGlobal_NarrowestApplies()
    {
        var claims = new Claims(2.5, new Dictionary<Channel, double> { [Channel.Current] = 3 }, new Dictionary<string, double> { ["M-1"] = 2 }, []);
        Assert.Equal(2, Of("M-1", Channel.Current));
        Assert.Equal(3, Of("M-2", Channel.Current));
        Assert.Equal(2.5, Of("M-2", Channel.Voltage));
        Assert.Equal((2, 2, 2), (claims.LowestVoltage, claims.LowestCurrent, claims.LowestTemperature));

        double Of(string meter, Channel channel) => claims.ThresholdOf(channel, MeterHash.Of(Encoding.UTF8.GetBytes(meter)), Encoding.UTF8.GetBytes(meter));
    }

    private static double Sigma(Random random) => 1.5 + (random.Next(0, 26) / 10.0);

    private static string Latin(byte[] id) => Encoding.UTF8.GetString(id);

    private static List<(int At, Anomaly Anomaly)> Run(DetectionOptions options, List<StreamReading> stream, Claims? claims)
    {
        var detector = new PartitionDetector(new DetectorSettings(options));
        var found = new List<(int, Anomaly)>();
        var at = 0;
        foreach (var chunk in stream.Chunk(100))
        {
            var batch = DetectorRig.Batch(chunk);
            batch.Claims = claims;
            detector.Score(batch);
            found.AddRange(batch.Anomalies.Select(anomaly => (at + anomaly.Reading, anomaly with { Reading = 0 })));
            at += chunk.Length;
        }

        return found;
    }
}

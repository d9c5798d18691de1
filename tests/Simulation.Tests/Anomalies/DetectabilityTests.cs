using GridFlow.Readings;
using Xunit;

namespace GridFlow.Simulation.Anomalies;

/// <summary>The simulation against the textbook rule, written as plainly as can be: mean and sample deviation of the 5 minutes before.</summary>
public sealed class DetectabilityTests
{
    private const long WindowMs = 300_000;

    [Fact]
    public void TextbookRule_OverSimulation_SeesAllLargeAnomaliesAndNothingElseAtSixSigma()
    {
        // Morning, when the load rises fastest.
        var options = SimulatedStream.Small with { StartMs = 1_790_000_000_000 / 86_400_000 * 86_400_000 + (5 * 3_600_000), AnomalyRate = 0.002 };
        var stream = SimulatedStream.Run(options, 100 * 3_600);
        var labels = stream.Labels.ToLookup(label => label.MeterId);
        var missed = new List<string>();
        var unexpected = new List<string>();
        foreach (var meter in stream.Readings.GroupBy(reading => reading.MeterId))
        {
            var readings = meter.ToArray();
            foreach (var channel in Enum.GetValues<Channel>().Where(channel => channel != Channel.Status))
            {
                foreach (var (atMs, sigmas) in Score(readings, channel))
                {
                    var onset = labels[meter.Key].FirstOrDefault(label => label.StartMs == atMs && label.Channel == channel && label.Large);
                    if (onset is not null && Math.Abs(sigmas) < 8)
                    {
                        missed.Add($"{LabelWriter.ToJson(onset)} has {sigmas:F1} sigma");
                    }

                    var disturbed = labels[meter.Key].Any(label => atMs >= label.StartMs && atMs <= label.EndMs + WindowMs);
                    if (!disturbed && Math.Abs(sigmas) > 6)
                    {
                        unexpected.Add($"{meter.Key} {channel} at {atMs}: {sigmas:F1}");
                    }
                }
            }
        }

        Assert.True(stream.Labels.Count(label => label.Large) > 100);
        Assert.Empty(missed);
        Assert.Empty(unexpected);
    }

    private static IEnumerable<(long AtMs, double Sigmas)> Score(SensorReading[] readings, Channel channel)
    {
        var values = Array.ConvertAll(readings, r => channel switch { Channel.Voltage => r.VoltageV, Channel.Current => r.CurrentA, _ => r.TemperatureC });
        var first = 0;
        double sum = 0, squares = 0;
        for (var i = 0; i < readings.Length; i++)
        {
            for (; readings[first].EventTimeMs <= readings[i].EventTimeMs - WindowMs; first++)
            {
                sum -= values[first] - values[0];
                squares -= (values[first] - values[0]) * (values[first] - values[0]);
            }

            var count = i - first;
            var value = values[i] - values[0];
            if (count >= 30)
            {
                var mean = sum / count;
                yield return (readings[i].EventTimeMs, (value - mean) / Math.Max(0.001, Math.Sqrt((squares - (sum * mean)) / (count - 1))));
            }

            sum += value;
            squares += value * value;
        }
    }
}

using GridFlow.Detection;
using GridFlow.Topology;
using Xunit;

namespace GridFlow.Control.Services.Mapping;

public sealed class MetricsMappingTests
{
    [Fact]
    public void Between_TwoLooks_RatesOfWhatCameBetween()
    {
        var before = Notices.Status();
        var now = before with
        {
            Conservation = before.Conservation with { Consumed = 3_000, Scored = 2_880, DeadLetters = 50 },
            Anomalies =
            [
                new AnomalyCount(AnomalyType.VoltageDeviation, Severity.Info, 1_244),
                new AnomalyCount(AnomalyType.EquipmentFailure, Severity.Critical, 3),
                new AnomalyCount(AnomalyType.CurrentDeviation, Severity.Warning, 2),
            ],
        };

        var metrics = MetricsMapping.Between(before, now, TimeSpan.FromSeconds(2), DateTimeOffset.UnixEpoch.AddDays(1));

        Assert.Equal((1_000.0, 6.0, 10.0), (metrics.ReadingsPerSecond, metrics.AnomaliesPerSecond, metrics.DeadLettersPerSecond));
        Assert.Equal([(V1.AnomalyType.VoltageDeviation, 10L), (V1.AnomalyType.CurrentDeviation, 2L)], metrics.Anomalies.Select(count => (count.Type, count.Count)));
        Assert.Equal((86_400L, 7L, 321L, 4), (metrics.At.Seconds, metrics.LagReadings, metrics.MetersTracked, metrics.Blocks.Count));
        Assert.Equal((12.3, 0L), (metrics.DetectionLatency.P99Ms, metrics.ConservationDifference));
    }

    [Fact]
    public void Between_NoTimePassed_IsNoRate() =>
        Assert.Equal(0, MetricsMapping.Between(Notices.Status(), Notices.Status(), TimeSpan.Zero, DateTimeOffset.UnixEpoch).ReadingsPerSecond);
}

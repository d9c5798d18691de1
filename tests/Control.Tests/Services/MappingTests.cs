using GridFlow.Control.Services.Mapping;
using GridFlow.Sinks.Live;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Services;

public sealed class MappingTests
{
    [Fact]
    public void ToResponse_Status_CarriesEveryField()
    {
        var response = StatusMapping.ToResponse(Notices.Status(), DateTimeOffset.UnixEpoch.AddDays(1), TimeSpan.FromSeconds(90));

        Assert.Equal(PipelineState.Running, response.State);
        Assert.Equal("at-least-once", response.Delivery);
        Assert.Equal(Telemetry.ProductVersion.Text, response.Version);
        Assert.Equal(86_400, response.StartedAt.Seconds);
        Assert.Equal(90, response.Uptime.Seconds);
        Assert.Equal(new PartitionStatus { Partition = 3, Position = 50, Committed = -1, LagReadings = -1, PauseReason = "paused", Recovering = true }, response.Partitions[1]);
        Assert.Equal("", response.Partitions[0].PauseReason);
        Assert.Equal(30, response.DeadLettersByCode["bad_magic"]);
        Assert.Equal(new BlockStatus { Name = "decode", QueueLength = 3, QueueCapacity = 8, Processed = 900 }, response.Blocks[0]);
        Assert.Equal(new Conservation { Consumed = 1_000, Scored = 900, Dropped = 20, DeadLetters = 30, InFlight = 50, Difference = 0 }, response.Conservation);
        Assert.Equal(new LatencyQuantiles { P50Ms = 4.1, P99Ms = 12.3, MaxMs = 30, Count = 55 }, response.DetectionLatency);
        Assert.Equal(321, response.MetersTracked);
        Assert.Equal(new AnomalyCount { Type = AnomalyType.EquipmentFailure, Severity = Severity.Critical, Count = 3 }, response.Anomalies[1]);
        Assert.Equal(["the registry does not answer"], response.Conditions);
        Assert.Null(response.LastCheckpoint);
    }

    [Fact]
    public void Anomaly_Notice_CarriesEveryField()
    {
        var anomaly = AnomalyMapping.Anomaly(Notices.Alarm()).Anomaly;

        Assert.Equal("M-0421:1000000:VoltageDeviation", anomaly.AnomalyId);
        Assert.Equal((AnomalyType.VoltageDeviation, Severity.Error, Channel.Voltage), (anomaly.Type, anomaly.Severity, anomaly.Channel));
        Assert.Equal((2.5, -6.2, 230.1, 6.7), (anomaly.ThresholdSigma, anomaly.DeviationSigma, anomaly.Mean, anomaly.Stddev));
        Assert.Equal((2, 77L), (anomaly.SourcePartition, anomaly.SourceOffset));
        Assert.Equal(1_000_020, anomaly.DetectedAt.ToDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.Equal("meter M-0421: voltage 188.3 V, 6.2 σ below its 5-minute mean 230.1 V", anomaly.Sentence);
        Assert.Equal(("M-0421", "F-03", MeterStatus.Fault), (anomaly.Reading.MeterId, anomaly.Reading.FeederId, anomaly.Reading.Status));
        Assert.Equal((188.3, 4.2, 21.5), (anomaly.Reading.VoltageV, anomaly.Reading.CurrentA, anomaly.Reading.TemperatureC));
        Assert.Equal(1_000_000, anomaly.Reading.EventTime.ToDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.Equal("", AnomalyMapping.Anomaly(Notices.Alarm(feederId: null)).Anomaly.Reading.FeederId);
    }

    [Fact]
    public void Gap_Missed_CarriesTimes()
    {
        var gap = AnomalyMapping.Gap(new LiveGap(9, 1000, 2000)).Gap;

        Assert.Equal((9L, 1L, 2L), (gap.Missed, gap.FirstDetectedAt.Seconds, gap.LastDetectedAt.Seconds));
    }

    [Fact]
    public void Enums_OfTheContract_AreOursPlusOne()
    {
        AssertPlusOne<Detection.AnomalyType, AnomalyType>();
        AssertPlusOne<Detection.Severity, Severity>();
        AssertPlusOne<Readings.Channel, Channel>();
        AssertPlusOne<Readings.MeterStatus, MeterStatus>();
        AssertPlusOne<Topology.PipelineState, PipelineState>();
    }

    private static void AssertPlusOne<TOurs, TContract>()
        where TOurs : struct, Enum
        where TContract : struct, Enum
    {
        foreach (var ours in Enum.GetValues<TOurs>())
        {
            var contract = (TContract)Enum.ToObject(typeof(TContract), Convert.ToInt32(ours, System.Globalization.CultureInfo.InvariantCulture) + 1);
            Assert.Equal(ours.ToString(), contract.ToString());
        }
    }
}

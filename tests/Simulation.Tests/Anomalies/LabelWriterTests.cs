using GridFlow.Readings;
using Xunit;

namespace GridFlow.Simulation.Anomalies;

public sealed class LabelWriterTests
{
    private static readonly InjectedAnomaly Overheating = new()
    {
        Id = "A-000001",
        Kind = AnomalyKind.Overheating,
        MeterId = "M-0421",
        FeederId = "F-09",
        Channel = Channel.Temperature,
        StartMs = 1_790_000_000_123,
        EndMs = 1_790_000_060_123,
        Magnitude = 21.5,
        Unit = "°C",
        OnsetSigmas = 30.2,
        ExpectedTypes = ["TEMPERATURE_DEVIATION"],
        Large = true,
    };

    [Fact]
    public void Write_Deviation_IsOneLineInTheContractsSpelling()
    {
        using var text = new StringWriter { NewLine = "\n" };
        using var writer = new LabelWriter(text);
        writer.Write(Overheating);
        Assert.Equal(
            """{"id":"A-000001","kind":"OVERHEATING","meter_id":"M-0421","feeder_id":"F-09","channel":"TEMPERATURE","start_ms":1790000000123,"end_ms":1790000060123"""
            + ""","magnitude":21.5,"unit":"°C","onset_sigmas":30.2,"expected_types":["TEMPERATURE_DEVIATION"],"large":true}""" + "\n",
            text.ToString());
    }

    [Fact]
    public void ToJson_StatusFailure_HasStatusAndNoMagnitude()
    {
        var label = Overheating with
        {
            Kind = AnomalyKind.StatusFailure,
            Channel = Channel.Status,
            Magnitude = null,
            Unit = null,
            OnsetSigmas = null,
            Status = MeterStatus.Tamper,
            ExpectedTypes = ["EQUIPMENT_FAILURE"],
        };
        Assert.Equal(
            """{"id":"A-000001","kind":"STATUS_FAILURE","meter_id":"M-0421","feeder_id":"F-09","channel":"STATUS","start_ms":1790000000123,"end_ms":1790000060123"""
            + ""","status":"TAMPER","expected_types":["EQUIPMENT_FAILURE"],"large":true}""",
            LabelWriter.ToJson(label));
    }
}

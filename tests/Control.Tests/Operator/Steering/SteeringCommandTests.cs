using Google.Protobuf.WellKnownTypes;
using GridFlow.Control.CommandLine;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Operator.Steering;

public sealed class SteeringCommandTests
{
    [Fact]
    public async Task Pause_Everything_AsksForItAndSaysHowToEndIt()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(new PauseResponse { State = PipelineState.Paused, Revision = 8, EffectiveFrom = { Offset(0, 120), Offset(1, 77) } });

        Assert.Equal(ExitCode.Done, await bench.RunAsync("pause", "--reason", "maintenance", "--user", "anna@desk"));
        Assert.Equal(new PauseRequest { Reason = "maintenance" }, bench.Plane.Requests.Single());
        Assert.Equal("anna@desk", bench.Plane.Users.Single());
        Golden.Equal("pause", bench.Output);
    }

    [Fact]
    public async Task Pause_PartitionsWithOnePending_NamesBoth()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(new PauseResponse { State = PipelineState.Running, Revision = 8, EffectiveFrom = { Offset(1, 77) }, PendingPartitions = { 3 } });

        Assert.Equal(ExitCode.Done, await bench.RunAsync("pause", "--partition", "1", "--partition", "3"));
        Assert.Equal(new PauseRequest { Partitions = { 1, 3 } }, bench.Plane.Requests.Single());
        Golden.Equal("pause-partitions", bench.Output);
    }

    [Fact]
    public async Task PauseAndResume_Feeders_SayThatReadingsGoOn()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = request => Task.FromResult<object>(request is PauseRequest
            ? new PauseResponse { State = PipelineState.Running, Revision = 8, EffectiveFrom = { Offset(1, 77) } }
            : new ResumeResponse { State = PipelineState.Running, Revision = 9, EffectiveFrom = { Offset(1, 99) } });

        Assert.Equal(ExitCode.Done, await bench.RunAsync("pause", "--feeder", "F-03", "--feeder", "F-[4]"));
        Assert.Equal(ExitCode.Done, await bench.RunAsync("resume", "--feeder", "F-03"));
        Assert.Equal([new PauseRequest { FeederIds = { "F-03", "F-[4]" } }, new ResumeRequest { FeederIds = { "F-03" } }], bench.Plane.Requests);
        Golden.Equal("pause-feeders", bench.Output);
    }

    [Fact]
    public async Task Resume_Json_IsTheAnswer()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(new ResumeResponse { State = PipelineState.Running, Revision = 9 });

        Assert.Equal(ExitCode.Done, await bench.RunAsync("resume", "--json"));
        Assert.Equal(("PIPELINE_STATE_RUNNING", 9), (bench.Json[0].GetProperty("state").GetString(), bench.Json[0].GetProperty("revision").GetInt64()));
    }

    [Fact]
    public async Task ThresholdGet_AllScopes_EqualsTheGoldenText()
    {
        var thresholds = new GetThresholdsResponse
        {
            Thresholds =
            {
                new Threshold { Global = true, Sigma = 2.5 },
                new Threshold { Channel = Channel.Voltage, Sigma = 3.0, Change = Samples.Change("too many in the storm") },
                new Threshold { MeterId = "M-0042", Sigma = 2.25, Change = Samples.Change("") },
            },
            Revision = 7,
            EffectiveFrom = { Offset(0, 1_200_000), Offset(1, 77) },
        };
        Golden.Equal("threshold-get", Golden.Text(ThresholdView.All(thresholds, Samples.Now), 80));

        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(thresholds);
        Assert.Equal(ExitCode.Done, await bench.RunAsync("threshold", "get", "--json"));
        Assert.Equal("CHANNEL_VOLTAGE", bench.Json[0].GetProperty("thresholds")[1].GetProperty("channel").GetString());
    }

    public static TheoryData<string[], SetThresholdRequest> Changes => new()
    {
        { ["set", "3"], new SetThresholdRequest { Threshold = new Threshold { Global = true, Sigma = 3 } } },
        { ["set", "1.5", "--channel", "voltage", "--reason", "why"], new SetThresholdRequest { Threshold = new Threshold { Channel = Channel.Voltage, Sigma = 1.5 }, Reason = "why" } },
        { ["set", "4.0", "--meter", "M-1"], new SetThresholdRequest { Threshold = new Threshold { MeterId = "M-1", Sigma = 4 } } },
        { ["reset", "--channel", "CURRENT"], new SetThresholdRequest { Threshold = new Threshold { Channel = Channel.Current }, Remove = true } },
        { ["reset"], new SetThresholdRequest { Threshold = new Threshold { Global = true }, Remove = true } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task ThresholdSetAndReset_AnyScope_AskForItAndShowRevisionAndOffsets(string[] args, SetThresholdRequest expected)
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(new SetThresholdResponse { Revision = 8, EffectiveFrom = { Offset(0, 120) }, PendingPartitions = { 1 } });

        Assert.Equal(ExitCode.Done, await bench.RunAsync(["threshold", .. args]));
        Assert.Equal(expected, bench.Plane.Requests.Single());
        Assert.All(["revision 8", "from offset 120 of partition 0", "Not confirmed yet by the instances that own partition 1"], part => Assert.Contains(part, bench.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CheckpointNow_Snapshots_AreNamedAsInspectTakesThem()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(new TriggerCheckpointResponse
        {
            Checkpoint = new CheckpointInfo { Id = "x", SizeBytes = 1_500_000, Duration = TimeSpan.FromMilliseconds(230).ToDuration() },
            Snapshots = { new CheckpointInfo { Id = "gridflow/sensor-readings/0/120", SizeBytes = 1_500_000 } },
        });

        Assert.Equal(ExitCode.Done, await bench.RunAsync("checkpoint", "now", "--reason", "before the upgrade"));
        Assert.Equal(new TriggerCheckpointRequest { Reason = "before the upgrade" }, bench.Plane.Requests.Single());
        Golden.Equal("checkpoint-now", bench.Output);
    }

    [Fact]
    public async Task Audit_Records_AreLinesOfWhoWhatAndResult()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(new ListAuditRecordsResponse
        {
            Records =
            {
                new AuditRecord { At = Samples.Now.ToTimestamp(), User = "anna@desk", Address = "127.0.0.1", InstanceId = "gridflow-1", Call = "SetThreshold", Target = "channel voltage 3.0 sigma", Reason = "storm", Result = "OK", Revision = 7 },
                new AuditRecord { At = Samples.Now.ToTimestamp(), User = "unknown", Address = "10.0.0.9", InstanceId = "gridflow-1", Call = "Pause", Target = "partition 99", Result = "INVALID_ARGUMENT" },
            },
        });

        Assert.Equal(ExitCode.Done, await bench.RunAsync("audit", "--limit", "5"));
        Assert.Equal(new ListAuditRecordsRequest { Limit = 5 }, bench.Plane.Requests.Single());
        Golden.Equal("audit", bench.Output);
    }

    private static PartitionOffset Offset(int partition, long offset) => new() { Partition = partition, Offset = offset };
}

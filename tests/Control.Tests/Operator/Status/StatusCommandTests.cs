using GridFlow.Control.CommandLine;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Operator.Status;

public sealed class StatusCommandTests
{
    [Theory]
    [InlineData(PipelineState.Running, ExitCode.Done)]
    [InlineData(PipelineState.Paused, ExitCode.Done)]
    [InlineData(PipelineState.Starting, ExitCode.Failed)]
    [InlineData(PipelineState.Draining, ExitCode.Failed)]
    [InlineData(PipelineState.Faulted, ExitCode.Failed)]
    public async Task RunAsync_AnyState_ShowsItAndTellsTheExitCode(PipelineState state, int exitCode)
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(Samples.Status(state));

        Assert.Equal(exitCode, await bench.RunAsync("status"));
        Assert.StartsWith(ContractWords.Of(state), bench.Output, StringComparison.Ordinal);
        Assert.Equal("", bench.Error);
    }

    [Fact]
    public async Task RunAsync_Json_IsOneObjectWithTheNamesOfTheContractAndNumbers()
    {
        await using var bench = await OperatorBench.StartAsync();
        bench.Plane.Answer = _ => Task.FromResult<object>(Samples.Status());

        Assert.Equal(ExitCode.Done, await bench.RunAsync("status", "--json"));
        var status = Assert.Single(bench.Json);
        Assert.Equal("PIPELINE_STATE_RUNNING", status.GetProperty("state").GetString());
        Assert.Equal(80_123, status.GetProperty("partitions")[1].GetProperty("lag_readings").GetInt64());
        Assert.Equal(2_390_345, status.GetProperty("conservation").GetProperty("consumed").GetInt64());
        Assert.Equal(4, status.GetProperty("dead_letters_by_code").GetProperty("bad_magic").GetInt64());
        Assert.Equal("2026-11-24T11:59:52Z", status.GetProperty("last_checkpoint").GetProperty("taken_at").GetString());
        Assert.Equal(1_190_000, status.GetProperty("last_checkpoint").GetProperty("offsets")[1].GetProperty("offset").GetInt64());
    }
}

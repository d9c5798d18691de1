using GridFlow.Checkpoints;
using GridFlow.Control.Doctor.Kafka;
using GridFlow.V1;
using Xunit;

namespace GridFlow.Control.Doctor.Checks;

public sealed class TransactionalIdCheckTests
{
    [Theory]
    [InlineData(true, nameof(Verdict.Ok), "held by the gridflow that is running")]
    [InlineData(false, nameof(Verdict.Problem), "in use by another process on this host")]
    public async Task RunAsync_IdIsTaken_IsOkWhenTheRunningGridFlowHasIt(bool isOurs, string verdict, string words)
    {
        var id = $"doctor-{Guid.NewGuid():N}";
        await using var running = await RunningPorts.StartAsync();
        running.Plane.Answer = _ => Task.FromResult<object>(new GetStatusResponse { InstanceId = isOurs ? id : "another" });
        running.Settings.Checkpoints.TransactionalId = id;
        using var taken = InstanceSlot.TryClaim(id);
        Assert.NotNull(taken);

        var finding = await FindAsync(running);

        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Contains(words, finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_IdIsTakenAndNobodyAnswers_IsAProblem()
    {
        var id = $"doctor-{Guid.NewGuid():N}";
        await using var running = await RunningPorts.StartAsync();
        running.Settings.Checkpoints.TransactionalId = id;
        using var taken = InstanceSlot.TryClaim(id);

        Assert.Equal(Verdict.Problem, (await FindAsync(running)).Verdict);
    }

    private static async Task<Finding> FindAsync(RunningPorts running)
    {
        using var look = new KafkaLook(running.Settings.Kafka, TimeSpan.FromSeconds(1), TimeProvider.System);
        var findings = new Findings("transactional id");
        await new TransactionalIdCheck(running.Settings, look, TimeProvider.System).RunAsync(findings, TestContext.Current.CancellationToken);
        return Assert.Single(findings.Close());
    }
}

using System.Diagnostics;
using Xunit;

namespace GridFlow.Load.Scenarios.Targets;

public sealed class ProcessGuardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Start_OwnerIsKilled_ProgramIsKilled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        using var owner = Process.Start("sleep", "60");
        using var program = Process.Start("sleep", "60");
        using var guard = ProcessGuard.Start(owner.Id, program.Id)!;
        owner.Kill();
        await program.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(137, program.ExitCode);
        await guard.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Start_ProgramEnds_GuardEndsAndKillsNobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        using var program = Process.Start("sleep", "60");
        using var guard = ProcessGuard.Start(Environment.ProcessId, program.Id)!;
        program.Kill();
        await guard.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        // 0: it has tried no kill, which would have failed.
        Assert.Equal(0, guard.ExitCode);
    }
}

using GridFlow.Load.Scenarios.Running;
using GridFlow.Load.Scenarios.Targets;
using GridFlow.Load.Support;
using Xunit;

namespace GridFlow.Load.Commands;

public sealed class LoadSessionTests
{
    [Fact]
    public void Code_AllHeld_IsZero() => Assert.Equal(0, LoadSession.Exit.Code(Sampled.Report()));

    [Fact]
    public void Code_OneBroken_IsOne() => Assert.Equal(1, LoadSession.Exit.Code(Sampled.Report(held: false)));

    [Fact]
    public void Code_AScenarioCouldNotRun_IsOne() => Assert.Equal(1, LoadSession.Exit.Code(Sampled.Report(failed: true)));

    [Fact]
    public void Code_Interrupted_Is130WhateverHeld()
    {
        Assert.Equal(130, LoadSession.Exit.Code(Sampled.Report() with { Interrupted = true }));
        Assert.Equal(130, LoadSession.Exit.Code(Sampled.Report(held: false, failed: true) with { Interrupted = true }));
    }

    [Fact]
    public void Failure_AnyException_SaysWhatAndHidesPasswords()
    {
        Assert.Equal("it is away", LoadSession.Failure("ramp", new ScenarioFailedException("it is away"), interrupted: false).Message);
        Assert.Equal(
            "unexpected InvalidOperationException: no http://***@h:1/x",
            LoadSession.Failure("ramp", new InvalidOperationException("no http://me:hunter2@h:1/x"), interrupted: false).Message);
        Assert.Equal("interrupted before anything was measured", LoadSession.Failure("ramp", new ScenarioFailedException("it has ended with 130"), interrupted: true).Message);
    }

    [Fact]
    public async Task RunAsync_NoPlaceForTheReport_EndsBeforeAnythingRuns()
    {
        var file = Path.GetTempFileName();
        try
        {
            // A folder cannot lie in a file. A scenario of an hour would not be back in time.
            var session = new LoadSession(new RunOptions { Duration = TimeSpan.FromHours(1) }, [], Path.Combine(file, "report"), json: true, TimeProvider.System);
            Assert.Equal(1, await session.RunAsync(["steady"]).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task RunAsync_ScenariosThatThrow_AreFailuresInTheReport()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            // A program that is not there: an exception of the system and none of ours.
            var session = new LoadSession(new RunOptions { Program = Path.Combine(folder.FullName, "none") }, [], folder.FullName, json: false, TimeProvider.System);
            Assert.Equal(1, await session.RunAsync(["steady", "poison"]));
            var report = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "report.txt"), TestContext.Current.CancellationToken);
            Assert.Contains("steady: no result: unexpected Win32Exception", report, StringComparison.Ordinal);
            Assert.Contains("poison: no result: unexpected Win32Exception", report, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

using GridFlow.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GridFlow.Control.Doctor;

public sealed class DoctorRunTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task RunAsync_OneFails_SaysSoAndTheOthersAreReportedInOrder()
    {
        var report = await new DoctorRun([Check("fails", _ => throw new InvalidOperationException("a bug")), Works()], Limit, _time).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new Finding(Verdict.Problem, "fails", "the check failed: InvalidOperationException: a bug", "mend fails"),
                new Finding(Verdict.Ok, "works", "fine"),
            ],
            report.Findings);
        Assert.Equal((false, 1, 0), (report.Ok, report.Problems, report.Advices));
    }

    [Fact]
    public async Task RunAsync_OneHangs_IsLeftAtTheLimitWithWhatItFoundBefore()
    {
        var waiting = new TaskCompletionSource();
        var run = new DoctorRun(
            [
                Check("hangs", findings =>
                {
                    findings.Ok("the first half");
                    waiting.SetResult();
                    return new TaskCompletionSource().Task;
                }),
            ],
            Limit, _time).RunAsync(TestContext.Current.CancellationToken);
        await waiting.Task;
        _time.Advance(Limit);
        await PassAsync(run);

        Assert.Equal(
            [new Finding(Verdict.Ok, "hangs", "the first half"), new Finding(Verdict.Problem, "hangs", "gave no answer in 10 seconds (--timeout)", "mend hangs")],
            (await run).Findings);
    }

    [Fact]
    public async Task RunAsync_OnlyAdviceAndSkipped_IsOk()
    {
        var report = await new DoctorRun(
            [
                Check("a", findings =>
                {
                    findings.Advise("could be better", "do this");
                    findings.Skip("no server", "b");
                    return Task.CompletedTask;
                }),
            ],
            Limit, _time).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal((true, 0, 1, 1), (report.Ok, report.Problems, report.Advices, report.Skipped));
        Assert.Equal(new Finding(Verdict.Skipped, "b", "not checked: no server"), report.Findings[1]);
    }

    [Fact]
    public async Task RunAsync_Interrupted_Ends()
    {
        using var stop = new CancellationTokenSource();
        var run = new DoctorRun([Check("hangs", _ => new TaskCompletionSource().Task)], Limit, _time).RunAsync(stop.Token);

        await stop.CancelAsync();
        await PassAsync(run);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_GivenUpWhileAProbeStands_WaitsForItsRemoval(bool interrupted)
    {
        using var stop = new CancellationTokenSource();
        var (began, removing, removed) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var run = new DoctorRun([Probe(began, removing, removed.Task)], Limit, _time).RunAsync(stop.Token);
        await began.Task;
        if (interrupted)
        {
            await stop.CancelAsync();
        }
        else
        {
            _time.Advance(Limit);
        }

        await removing.Task;
        Assert.False(run.IsCompleted);
        removed.SetResult();
        await Eventually.TrueAsync(() => run.IsCompleted, "the run ends with the removal, its grace not used up");
        Assert.Equal(interrupted, run.IsCanceled);
    }

    [Fact]
    public void Close_FindingsOfPlannedSubjects_StandInThatOrderAndNothingComesLater()
    {
        var findings = new Findings("groups");
        findings.Plan(["a", "b"]);
        findings.Ok("2", "b");
        findings.Ok("1", "a");

        var closed = findings.Close();
        findings.Problem("too late", "nothing");

        Assert.Equal(["a", "b"], closed.Select(finding => finding.Subject));
        Assert.Equal(2, findings.Close().Count);
    }

    // A check that heeds nothing is waited for a little longer than the limit.
    private Task PassAsync(Task run) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return run.IsCompleted;
        },
        "the run ends");

    private static FakeCheck Probe(TaskCompletionSource began, TaskCompletionSource removing, Task removed) => new("probe", async (_, stop) =>
    {
        try
        {
            began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
        }
        finally
        {
            removing.SetResult();
            await removed;
        }
    });

    private static FakeCheck Works() => Check("works", findings =>
    {
        findings.Ok("fine");
        return Task.CompletedTask;
    });

    private static FakeCheck Check(string subject, Func<Findings, Task> run) => new(subject, (findings, _) => run(findings));

    private sealed class FakeCheck(string subject, Func<Findings, CancellationToken, Task> run) : ICheck
    {
        public string Subject => subject;

        public string Advice => $"mend {subject}";

        public Task RunAsync(Findings findings, CancellationToken stop) => run(findings, stop);
    }
}

using GridFlow.Control.CommandLine;
using GridFlow.Detection;
using Xunit;

namespace GridFlow.Control.Demo;

public sealed class DemoPlanTests
{
    private readonly DetectionOptions _detection = new();

    [Fact]
    public void Of_Defaults_ReplaysOneWindow()
    {
        var plan = DemoPlan.Of(Arguments(1000, 1000), _detection);

        Assert.Equal(TimeSpan.FromMinutes(5), plan.History);
        Assert.DoesNotContain(plan.Notes, note => note.Contains("--event-rate", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_SparseReadings_SaysThatNothingCanBeFound() =>
        Assert.Contains("29 readings in a window, 30 are needed", DemoPlan.Of(Arguments(97, 1000), _detection).Notes[0], StringComparison.Ordinal);

    [Fact]
    public void Of_TooMuchHistory_IsCutAndSaysWhenAlarmsCome()
    {
        var plan = DemoPlan.Of(Arguments(100_000, 500_000), _detection);

        Assert.Equal(TimeSpan.FromSeconds(30), plan.History);
        Assert.Contains("the first alarms come after about 00:02:00", plan.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Simulation_History_IsQuiet()
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(1);
        var options = DemoPlan.Of(Arguments(1000, 1000), _detection).Simulation(Arguments(1000, 1000), now);

        Assert.Equal(now.ToUnixTimeMilliseconds(), options.QuietUntilMs);
        Assert.Equal(300_000, options.QuietUntilMs - options.StartMs);
    }

    private static DemoArguments Arguments(int eventRate, int meters) => new(null, eventRate, meters, null, 1, false, false, null);
}

using GridFlow.Sinks.Live;

namespace GridFlow.Control.Terminal;

/// <summary>Where a person follows the demo.</summary>
internal interface IDemoScreen
{
    /// <summary>Shows frame after frame until cancelled, then the last one, and returns.</summary>
    Task RunAsync(Func<DemoSnapshot> next, CancellationToken stop);

    /// <summary>An alarm of WARNING or above was delivered.</summary>
    void Alarm(AnomalyNotice alarm);
}

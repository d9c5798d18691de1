using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Support;

/// <summary>Keeps what it is shown.</summary>
internal sealed class RecordingScreen(Action<Sample>? onSample = null) : ILoadScreen
{
    public List<Sample> Samples { get; } = [];

    public void Say(string text)
    {
    }

    public void Show(Sample sample, TimeSpan length)
    {
        Samples.Add(sample);
        onSample?.Invoke(sample);
    }
}

namespace GridFlow.Load.Scenarios.Running;

/// <summary>Where a person follows a run.</summary>
internal interface ILoadScreen
{
    /// <summary>What happens now.</summary>
    void Say(string text);

    /// <summary>How it goes.</summary>
    void Show(Sample sample, TimeSpan length);
}

namespace GridFlow.Generator;

/// <summary>What the person in front of it sees.</summary>
internal interface IProgressView
{
    /// <summary>Says one thing, at once.</summary>
    void Say(string line);

    /// <summary>Says that something is wrong, at once.</summary>
    void Warn(string line);

    /// <summary>Shows progress until told to stop.</summary>
    Task ShowAsync(Func<GeneratorProgress> read, TimeProvider time, CancellationToken stop);

    /// <summary>Prints the totals.</summary>
    void Finish(GeneratorSummary summary);
}

namespace GridFlow.Control.Doctor;

/// <summary>Looks at one thing that <c>gridflow run</c> will need, and leaves it as it was.</summary>
internal interface ICheck
{
    /// <summary>What it looks at.</summary>
    string Subject { get; }

    /// <summary>What to do when it gives no answer at all.</summary>
    string Advice { get; }

    /// <summary>Looks.</summary>
    /// <param name="findings">Takes what is found, as it is found.</param>
    /// <param name="stop">Ends the check.</param>
    Task RunAsync(Findings findings, CancellationToken stop);
}

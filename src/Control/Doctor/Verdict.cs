namespace GridFlow.Control.Doctor;

/// <summary>How a finding is to be taken.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Could not be looked at, for a reason that another finding names.</summary>
    Skipped,

    /// <summary>Works, and could be better.</summary>
    Advice,

    /// <summary>A <c>gridflow run</c> would fail, or lose what it promises.</summary>
    Problem,
}

namespace GridFlow.Control.Configuration.Report;

/// <summary>One setting as it is in force.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its value as one would type it; masked when it is a secret, null when there is none.</param>
/// <param name="Source">Where it comes from.</param>
internal sealed record EffectiveSetting(string Key, string? Value, string Source)
{
    /// <summary>Whether nobody has set it.</summary>
    public bool IsDefault => Source == "default";
}

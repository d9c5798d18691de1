namespace GridFlow.Simulation;

/// <summary>A row that cannot be a reading.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Column">Column at fault.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Expected">What should.</param>
public readonly record struct RejectedRow(long Line, string Column, string Value, string Expected)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, column {Column}: '{Value}' is not {Expected}";
}

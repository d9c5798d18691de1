namespace GridFlow.Control.Hosting;

/// <summary>Ports of this instance cannot be opened; all are named.</summary>
public sealed class PortsTakenException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>One sentence per port.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

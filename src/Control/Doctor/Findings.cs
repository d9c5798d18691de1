namespace GridFlow.Control.Doctor;

/// <summary>What one check has found so far. What it found before it failed or ran out of time stays.</summary>
/// <param name="subject">What the check looks at, for lines that name nothing else.</param>
internal sealed class Findings(string subject)
{
    private readonly Lock _lock = new();
    private readonly List<Finding> _found = [];
    private List<string> _order = [];
    private bool _closed;

    /// <summary>Says in which order the subjects are to stand, for a check that looks at several at the same time.</summary>
    public void Plan(IEnumerable<string> subjects) => _order = [.. subjects];

    /// <summary>As it should be.</summary>
    public void Ok(string found, string? about = null) => Add(Verdict.Ok, found, null, about);

    /// <summary>Not looked at.</summary>
    public void Skip(string reason, string? about = null) => Add(Verdict.Skipped, $"not checked: {reason}", null, about);

    /// <summary>Works, and could be better.</summary>
    public void Advise(string found, string advice, string? about = null) => Add(Verdict.Advice, found, advice, about);

    /// <summary>Must be mended.</summary>
    public void Problem(string found, string advice, string? about = null) => Add(Verdict.Problem, found, advice, about);

    /// <summary>All of it; what a check that was given up says later goes nowhere.</summary>
    public IReadOnlyList<Finding> Close()
    {
        lock (_lock)
        {
            _closed = true;
            return [.. _found.OrderBy(finding => _order.IndexOf(finding.Subject))];
        }
    }

    private void Add(Verdict verdict, string found, string? advice, string? about)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                _found.Add(new Finding(verdict, about ?? subject, found, advice));
            }
        }
    }
}

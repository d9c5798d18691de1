using System.Text.RegularExpressions;

namespace GridFlow.Load.Scenarios.Targets;

/// <summary>The last lines of a program.</summary>
internal sealed class ProcessLog
{
    private const int Kept = 200;
    private const int Shown = 20;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    /// <summary>What to show when it has failed.</summary>
    public string Tail
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines.TakeLast(Shown));
            }
        }
    }

    public void Add(string? line)
    {
        lock (_lock)
        {
            if (line is not null)
            {
                _lines.Enqueue(line);
            }

            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
        }
    }

    /// <summary>The first line that matches.</summary>
    public Match? Match(Regex pattern)
    {
        lock (_lock)
        {
            return _lines.Select(line => pattern.Match(line)).FirstOrDefault(match => match.Success);
        }
    }
}

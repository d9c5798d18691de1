using System.Text;

namespace GridFlow.Control.Operator;

/// <summary>Text that is written by a command and read by the test that waits for it.</summary>
internal sealed class SharedText : TextWriter
{
    private readonly StringBuilder _text = new();
    private readonly Lock _lock = new();

    /// <summary>What each write fails with; null when none does.</summary>
    public IOException? Failure { get; set; }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (_lock)
        {
            Check_NeedsLock();
            _text.Append(value);
        }
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (_lock)
        {
            Check_NeedsLock();
            _text.Append(buffer, index, count);
        }
    }

    public override void Write(string? value)
    {
        lock (_lock)
        {
            Check_NeedsLock();
            _text.Append(value);
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return _text.ToString();
        }
    }

    private void Check_NeedsLock()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}

using GridFlow.Control.Terminal;
using Spectre.Console;

namespace GridFlow.Control.Operator;

/// <summary>Where an operator command writes; from any thread, a line at a time.</summary>
/// <param name="console">Results, on stdout.</param>
/// <param name="error">What is not a result, on stderr.</param>
/// <param name="interactive">Somebody looks at a terminal that can be redrawn.</param>
internal sealed class OperatorConsole(IAnsiConsole console, TextWriter error, bool interactive)
{
    private readonly Lock _lock = new();
    private bool _closed;

    public IAnsiConsole Console => console;

    public bool Interactive => interactive;

    /// <summary>The console of the process; no colours when NO_COLOR is set.</summary>
    public static OperatorConsole Open()
    {
        var console = ReportConsole.Open();
        if (Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 })
        {
            console.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }

        return new OperatorConsole(console, System.Console.Error, console.Profile.Capabilities.Ansi && !System.Console.IsOutputRedirected);
    }

    /// <summary>One line of a result, as it is.</summary>
    public void Line(string line) => Write(() =>
    {
        console.Profile.Out.Writer.WriteLine(line);
        console.Profile.Out.Writer.Flush();
    });

    /// <summary>One line of a result, in markup.</summary>
    public void Show(string markup) => Write(() => console.MarkupLine(markup));

    /// <summary>A result that is more than a line.</summary>
    public void Show(IEnumerable<Spectre.Console.Rendering.IRenderable> parts) => Write(() =>
    {
        foreach (var part in parts)
        {
            console.Write(part);
        }
    });

    /// <summary>One line that is no result; none once the reader of the results has ended, as that is no trouble.</summary>
    public void Note(string line) => Write(() =>
    {
        if (!_closed)
        {
            error.WriteLine($"gridflow: {line}");
        }
    });

    private void Write(Action write)
    {
        lock (_lock)
        {
            try
            {
                write();
            }
            catch (IOException e) when (OutputClosedException.IsMeantBy(e))
            {
                _closed = true;
                throw new OutputClosedException(e);
            }
        }
    }
}

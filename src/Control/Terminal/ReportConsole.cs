using Spectre.Console;

namespace GridFlow.Control.Terminal;

/// <summary>The console for commands that print a report and end.</summary>
internal static class ReportConsole
{
    // Tables in files and pipes are read by programs, which have no width.
    private const int WidthOfFiles = 240;

    public static IAnsiConsole Open()
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}

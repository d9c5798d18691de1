using Spectre.Console;
using Spectre.Console.Rendering;
using Xunit;

namespace GridFlow.Control.Operator;

/// <summary>Texts that are compared with a file; <c>GRIDFLOW_UPDATE_GOLDEN=1</c> writes the file anew.</summary>
internal static class Golden
{
    /// <summary>What a view looks like at a width, without colours.</summary>
    public static string Text(IEnumerable<IRenderable> parts, int width)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        foreach (var part in parts)
        {
            console.Write(part);
        }

        return string.Join('\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));
    }

    /// <summary>The same of lines of markup.</summary>
    public static string Text(IEnumerable<string> lines, int width) => Text(lines.Select(line => new Markup(line + "\n")), width);

    public static void Equal(string name, string actual)
    {
        var file = Path.Combine(Folder(), "Golden", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

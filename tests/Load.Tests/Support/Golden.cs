using System.Runtime.CompilerServices;
using Xunit;

namespace GridFlow.Load.Support;

/// <summary>Text that programs and people rely on, in <c>Golden/</c>. <c>GRIDFLOW_UPDATE_GOLDEN=1 dotnet test</c> writes it anew.</summary>
internal static class Golden
{
    public static void AssertSame(string file, string text)
    {
        var path = Path.Combine(Folder(), file);
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is missing: GRIDFLOW_UPDATE_GOLDEN=1 dotnet test writes it");
        Assert.Equal(File.ReadAllText(path), text, ignoreLineEndingDifferences: true);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "Golden");
}

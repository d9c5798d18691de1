using System.Text.Json;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>Bytes that must never change, in <c>Golden/*.json</c> as hex. <c>GRIDFLOW_UPDATE_GOLDEN=1 dotnet test</c> writes them anew.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void AssertSame(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder(), $"{name}.json");
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, JsonSerializer.Serialize(new GoldenBytes(name, Convert.ToHexStringLower(bytes)), Indented) + "\n");
        }

        Assert.True(File.Exists(path), $"{path} is missing: GRIDFLOW_UPDATE_GOLDEN=1 dotnet test writes it");
        var golden = JsonSerializer.Deserialize<GoldenBytes>(File.ReadAllText(path))!;
        Assert.True(
            golden.Hex == Convert.ToHexStringLower(bytes),
            $"{name} is no longer what others can read:\n was {golden.Hex}\n is  {Convert.ToHexStringLower(bytes)}\nIf that is meant: GRIDFLOW_UPDATE_GOLDEN=1 dotnet test");
    }

    /// <summary>The same for text, which stands in a file as it is.</summary>
    public static void AssertSameText(string name, string text)
    {
        var path = Path.Combine(Folder(), $"{name}.txt");
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is missing: GRIDFLOW_UPDATE_GOLDEN=1 dotnet test writes it");
        Assert.Equal(File.ReadAllText(path), text, ignoreLineEndingDifferences: true);
    }

    /// <summary>The bytes as they were written once.</summary>
    public static byte[] Read(string name) =>
        Convert.FromHexString(JsonSerializer.Deserialize<GoldenBytes>(File.ReadAllText(Path.Combine(Folder(), $"{name}.json")))!.Hex);

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "..", "Golden");

    private sealed record GoldenBytes(string Name, string Hex);
}

using GridFlow.Control.Configuration.Report;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace GridFlow.Control.Configuration;

public sealed class SecretsFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gridflow-secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_FileOfASetting_IsItsValueWithoutTheLastLineBreak()
    {
        File.WriteAllText(Path.Combine(_folder, "InfluxDb__Token"), "s3cret\n");

        Assert.Equal("s3cret", SettingsReader.Read(Read()).InfluxDb.Token);
    }

    [Fact]
    public void Read_SettingOfTheCommandLineToo_WinsOverTheFile()
    {
        File.WriteAllText(Path.Combine(_folder, "Kafka__GroupId"), "of-the-file");

        Assert.Equal("of-the-line", SettingsReader.Read(Read("--Kafka:GroupId=of-the-line")).Kafka.GroupId);
    }

    [Fact]
    public void Read_FileThatIsNoSetting_IsAFaultThatNamesTheFolder()
    {
        File.WriteAllText(Path.Combine(_folder, "InfluxDb__Tokken"), "x");

        var fault = Assert.Single(Assert.Throws<InvalidConfigurationException>(() => SettingsReader.Read(Read())).Faults);

        Assert.Equal("InfluxDb:Tokken", fault.Key);
        Assert.Contains("InfluxDb:Token", fault.Problem, StringComparison.Ordinal);
        Assert.Equal("folder of GRIDFLOW_SECRETS", fault.Source);
    }

    // A Kubernetes secret that is mounted under its own key, and one underscore too few.
    [Theory]
    [InlineData("influxdb-token")]
    [InlineData("InfluxDb_Token")]
    public void Read_FileThatNamesNoSection_IsAFault(string name)
    {
        File.WriteAllText(Path.Combine(_folder, name), "s3cret");

        var fault = Assert.Single(Assert.Throws<InvalidConfigurationException>(() => SettingsReader.Read(Read())).Faults);

        Assert.Equal((name, null, "folder of GRIDFLOW_SECRETS"), (fault.Key, fault.Value, fault.Source));
    }

    [Theory]
    [InlineData("s3cret\r\n")]
    [InlineData("s3cret\n\n")]
    [InlineData("s3cret")]
    public void Read_WhateverEndsTheLastLine_IsNoPartOfTheSecret(string text)
    {
        File.WriteAllText(Path.Combine(_folder, "InfluxDb__Token"), text);

        Assert.Equal("s3cret", SettingsReader.Read(Read()).InfluxDb.Token);
    }

    [Fact]
    public void Report_ValueOfTheFolder_IsNotShownWhateverItsName()
    {
        File.WriteAllText(Path.Combine(_folder, "Kafka__Properties__sasl.username"), "who");
        File.WriteAllText(Path.Combine(_folder, "Kafka__Partitions"), "hidden");

        var report = ConfigReport.Of(Read(), null);

        Assert.Equal("***", Assert.Single(report.Settings, setting => setting.Key == "Kafka:Properties:sasl.username").Value);
        Assert.Null(Assert.Single(report.Faults).Value);
    }

    [Fact]
    public void Read_TwoFilesThatDifferByCase_IsAFaultOfTheFolder()
    {
        File.WriteAllText(Path.Combine(_folder, "InfluxDb__Token"), "x");
        File.WriteAllText(Path.Combine(_folder, "influxdb__token"), "y");

        Assert.Equal(ConfigurationSources.SecretsVariable, Assert.Single(Assert.Throws<InvalidConfigurationException>(() => Read()).Faults).Key);
    }

    [Fact]
    public void Read_FolderThatIsNotThere_IsAFault()
    {
        var fault = Assert.Single(Assert.Throws<InvalidConfigurationException>(() => ConfigurationSources.Read(null, "/nowhere/secrets", [])).Faults);

        Assert.Equal(ConfigurationSources.SecretsVariable, fault.Key);
    }

    [Fact]
    public void OriginOf_SettingOfAFile_NamesTheFile()
    {
        File.WriteAllText(Path.Combine(_folder, "InfluxDb__Token"), "x");

        Assert.Equal("file InfluxDb__Token in GRIDFLOW_SECRETS", ConfigurationSources.OriginOf(Read(), "InfluxDb:Token", null));
    }

    private IConfigurationRoot Read(params string[] settings) => ConfigurationSources.Read(null, _folder, settings);
}

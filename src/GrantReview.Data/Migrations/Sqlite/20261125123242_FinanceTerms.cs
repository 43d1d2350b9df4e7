using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GrantReview.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FinanceTerms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "FinanceTerms",
                table: "Calls",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "FinanceTerms",
                table: "Calls");
        }
    }
}

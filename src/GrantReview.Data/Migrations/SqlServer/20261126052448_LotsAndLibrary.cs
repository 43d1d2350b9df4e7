using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GrantReview.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class LotsAndLibrary : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Draws_CallId_Number",
                table: "Draws");

            migrationBuilder.AddColumn<string>(
                name: "Kind",
                table: "Draws",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "Library",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CallId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ApplicationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Year = table.Column<int>(type: "int", nullable: false),
                    Note = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    EnteredById = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    EnteredAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    CarriedToId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    CarriedById = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    CarriedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Library", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Library_Applications_ApplicationId",
                        column: x => x.ApplicationId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Library_Applications_CarriedToId",
                        column: x => x.CarriedToId,
                        principalTable: "Applications",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Library_AspNetUsers_CarriedById",
                        column: x => x.CarriedById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Library_AspNetUsers_EnteredById",
                        column: x => x.EnteredById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Library_Calls_CallId",
                        column: x => x.CallId,
                        principalTable: "Calls",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Draws_CallId_Kind_Number",
                table: "Draws",
                columns: new[] { "CallId", "Kind", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Library_ApplicationId",
                table: "Library",
                column: "ApplicationId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Library_CallId",
                table: "Library",
                column: "CallId");

            migrationBuilder.CreateIndex(
                name: "IX_Library_CarriedById",
                table: "Library",
                column: "CarriedById");

            migrationBuilder.CreateIndex(
                name: "IX_Library_CarriedToId",
                table: "Library",
                column: "CarriedToId",
                unique: true,
                filter: "[CarriedToId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Library_EnteredById",
                table: "Library",
                column: "EnteredById");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Library");

            migrationBuilder.DropIndex(
                name: "IX_Draws_CallId_Kind_Number",
                table: "Draws");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "Draws");

            migrationBuilder.CreateIndex(
                name: "IX_Draws_CallId_Number",
                table: "Draws",
                columns: new[] { "CallId", "Number" },
                unique: true);
        }
    }
}
